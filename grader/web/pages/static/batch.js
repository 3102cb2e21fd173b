// A batch under way: each time that it got on, its page is asked for again and its figures renewed.

const live = document.querySelector("#live");
const events = new EventSource(live.dataset.events);
let busy = false;
let again = false;

async function renew() {
  if (busy) {
    again = true;
    return;
  }
  busy = true;
  do {
    again = false;
    const answer = await fetch(location.pathname, { credentials: "same-origin" });
    if (!answer.ok) break;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("#live");
    if (!fresh) break;
    const over = !fresh.dataset.events;
    // A page that is over has more to offer than its figures.
    if (over) {
      events.close();
      location.reload();
      return;
    }
    const held = live.contains(document.activeElement);
    live.replaceChildren(...fresh.childNodes);
    if (held) live.querySelector("button")?.focus();
  } while (again);
  busy = false;
}

events.addEventListener("progress", renew);
