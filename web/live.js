// What happens to films is on the page as it happens: the daemon tells of it, and the page is asked for anew. A page that
// nobody sees holds no connection (a browser has six), and one that somebody works on stays as it is.
const events = ["created", "found", "upgraded", "promoted", "enriched", "demoted", "refreshed", "vanished", "merged", "edited",
  "given_up", "revived", "undone", "forgotten", "reextracted", "reverted", "restored"];
const main = document.getElementById("main");
let source = null, timer = null;

const inUse = () => (main.contains(document.activeElement) && document.activeElement !== main)
  || main.querySelector("details[open], .notice") !== null || !getSelection().isCollapsed;

async function renew() {
  timer = null;
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (!answer.ok || inUse()) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("main");
    if (inUse() || fresh === null) return;
    main.replaceChildren(...fresh.childNodes);
    document.dispatchEvent(new Event("renewed"));
  } catch { /* it stops just now, or the network does; the next event asks again */ }
}

function listen() {
  source = new EventSource("/api/v1/events");
  for (const name of events) source.addEventListener(name, () => { timer ??= setTimeout(renew, 500); });
}

function look() {
  if (document.visibilityState === "hidden") {
    source?.close();
    source = null;
  } else if (source === null) {
    listen();
  }
}

if (main.dataset.live !== undefined) {
  document.addEventListener("visibilitychange", () => {
    const away = source === null;
    look();
    if (away && source !== null) renew();
  });
  addEventListener("pagehide", () => { source?.close(); source = null; });
  look();
}
