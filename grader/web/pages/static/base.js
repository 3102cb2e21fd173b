// A form that takes a while says so, and cannot be sent a second time meanwhile.

for (const button of document.querySelectorAll("button[data-meanwhile]")) {
  const name = button.textContent;
  const status = button.nextElementSibling;

  function show(busy) {
    button.disabled = busy;
    button.textContent = busy ? button.dataset.meanwhile : name;
    status.textContent = busy ? button.dataset.meanwhile : "";
  }

  button.form.addEventListener("submit", () => show(true));
  // Who comes back by the browser's own button finds the page as it was left.
  addEventListener("pageshow", (event) => {
    if (event.persisted) show(false);
  });
}
