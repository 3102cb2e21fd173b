// Who said what: a role that is chosen shows in the conversation at once.

const ROLES = ["interviewer", "candidate", "other"];

for (const choice of document.querySelectorAll("input[data-speaker]")) {
  choice.addEventListener("change", () => {
    for (const turn of document.querySelectorAll(`[data-spoken="${choice.dataset.speaker}"]`)) {
      for (const role of ROLES) turn.classList.toggle(`turn-${role}`, role === choice.value);
      turn.querySelector("[data-role]").textContent = choice.value;
    }
  });
}
