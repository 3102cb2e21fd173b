// One grade: a tell lights its sentences, a sentence its tells; the follow-up can be copied.

const marks = [...document.querySelectorAll("mark[data-tells]")];
const tells = [...document.querySelectorAll("[data-tell]")];

function light(ids) {
  const wanted = new Set(ids);
  for (const mark of marks) {
    mark.classList.toggle("lit", mark.dataset.tells.split(" ").some((id) => wanted.has(id)));
  }
  for (const tell of tells) tell.classList.toggle("lit", wanted.has(tell.dataset.tell));
}

function onPoint(element, ids) {
  element.addEventListener("pointerenter", () => light(ids));
  element.addEventListener("pointerleave", () => light([]));
  element.addEventListener("focusin", () => light(ids));
  element.addEventListener("focusout", () => light([]));
}

function show(element) {
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  element?.scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
}

for (const tell of tells) {
  const id = tell.dataset.tell;
  onPoint(tell, [id]);
  const first = () => marks.find((mark) => mark.dataset.tells.split(" ").includes(id));
  tell.addEventListener("click", (event) => {
    if (!event.target.closest("a")) show(first());
  });
  tell.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target === tell) show(first());
  });
}

for (const mark of marks) {
  const ids = mark.dataset.tells.split(" ");
  onPoint(mark, ids);
  mark.addEventListener("click", () => show(document.getElementById(`tell-${ids[0]}`)));
}

for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    const said = document.getElementById("copied");
    try {
      await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
      said.textContent = "Copied";
    } catch {
      said.textContent = "The browser does not allow it; select the question and copy it";
    }
  });
}
