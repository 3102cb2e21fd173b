// A table can be dropped anywhere on the box.

const drop = document.querySelector("#drop");
const file = document.querySelector("#file");

function over(event) {
  event.preventDefault();
  drop.classList.add("drop-over");
}

function out() {
  drop.classList.remove("drop-over");
}

if (drop) {
  drop.classList.add("drop-ready");
  drop.addEventListener("dragenter", over);
  drop.addEventListener("dragover", over);
  drop.addEventListener("dragleave", out);
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    out();
    if (event.dataTransfer.files.length) file.files = event.dataTransfer.files;
  });
}
