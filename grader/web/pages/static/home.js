// Grade an answer: a search box over many questions, and how long the answer is.

const FEW = 8;
const choices = [...document.querySelectorAll("#choices .choice")];
const find = document.querySelector("#find-rubric");
const answer = document.querySelector("#answer");
const length = document.querySelector("#length");

if (choices.length > FEW) {
  find.closest(".find").hidden = false;
  find.addEventListener("input", () => {
    const wanted = find.value.trim().toLowerCase();
    for (const choice of choices) {
      const chosen = choice.querySelector("input").checked;
      choice.hidden = !chosen && !choice.textContent.toLowerCase().includes(wanted);
    }
  });
}

function count() {
  const words = answer.value.trim().split(/\s+/).filter(Boolean).length;
  length.textContent = words ? `${words.toLocaleString("en")} ${words === 1 ? "word" : "words"}` : "";
}

answer.addEventListener("input", count);
answer.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) answer.form.requestSubmit();
});
count();
