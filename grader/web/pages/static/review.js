// The queue by keyboard: j and k move, a agrees, o overrides, Enter opens.

const items = [...document.querySelectorAll("#queue .item")];
const name = document.querySelector("#reviewer");
const PLACE = "grader-queue-place";

function current() {
  return items.findIndex((item) => item.contains(document.activeElement));
}

function go(index) {
  const item = items[Math.max(0, Math.min(items.length - 1, index))];
  item?.focus();
  item?.scrollIntoView({ block: "nearest" });
}

// One name for the whole queue, in place of one in each form.
function nameAll() {
  name.form.hidden = false;
  document.querySelector("#queue").classList.add("queue-named");
  for (const field of document.querySelectorAll("#queue input[name=reviewer]")) {
    field.required = false;
  }
}

function send(event) {
  if (!name.reportValidity()) {
    event.preventDefault();
    return;
  }
  event.target.elements.reviewer.value = name.value;
  remember();
}

function remember() {
  sessionStorage.setItem(PLACE, String(current()));
}

const ACTS = {
  j: (at) => go(at + 1),
  k: (at) => go(at - 1),
  a: (at) => items[at]?.querySelector(".agree")?.requestSubmit(),
  o: (at) => {
    const fold = items[at]?.querySelector(".override");
    if (!fold) return;
    fold.open = true;
    fold.querySelector("input[type=radio]").focus();
  },
  Enter: (at) => items[at]?.querySelector(".item-open").click(),
};

if (items.length && name) {
  document.querySelector("#keys").hidden = false;
  name.form.addEventListener("submit", (event) => {
    event.preventDefault();
    go(0);
  });
  nameAll();
  for (const form of document.querySelectorAll("#queue form")) {
    form.addEventListener("submit", send);
  }
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = event.target.closest("input, textarea, select, button, a, summary");
    if (typing && !(typing.type === "radio" && event.key !== "Enter")) return;
    const act = ACTS[event.key];
    if (!act) return;
    event.preventDefault();
    act(current());
  });
  const place = sessionStorage.getItem(PLACE);
  sessionStorage.removeItem(PLACE);
  if (place !== null && location.hash === "") go(Number(place));
}
