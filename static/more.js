// Lists that grow where they end: the link to the next page is followed when it comes into view, three times, then it
// is a button again, so that the foot of the page can be reached. Whoever comes back finds the place they left.
// Without this file the link leads to the next page.

const ALONE = 3;
const AHEAD = "150% 0px";

// While a page is on its way, its place is held open, so that nothing below moves when it comes. What can be seen of the
// link stays where it is.
function room(nav, list) {
  if (nav.getBoundingClientRect().top < innerHeight) return null;
  const place = document.createElement("div");
  place.className = "coming";
  place.style.height = `${Math.max(2 * innerHeight, list.offsetHeight)}px`;
  nav.before(place);
  return place;
}

// What a page lists: posts stand one below another before the link, everything else is in one list before it.
function listed(page, kind) {
  const inner = (each) => !each.parentElement.closest(kind);
  const all = [...page.querySelectorAll(`main ${kind}`)].filter(inner);
  return kind === "article" ? all : [...(all.at(-1)?.children ?? [])];
}

function grow(nav) {
  const link = nav.querySelector("a");
  const list = nav.previousElementSibling;
  if (!link || !list) return;
  const posts = list.tagName === "ARTICLE";
  const kind = posts ? "article" : `${list.tagName.toLowerCase()}.${list.classList[0]}`;
  const put = (each) => (posts ? nav.before(each) : list.append(each));
  const key = `more ${location.pathname}${location.search}`;
  let pages = 0;
  let busy = false;
  let alone = ALONE;

  async function fetched(address) {
    const answer = await fetch(address, { headers: { Accept: "text/html" } });
    if (!answer.ok) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    return { items: listed(page, kind), next: page.querySelector("nav[data-grows] a")?.getAttribute("href") };
  }

  async function more() {
    if (busy || !link.isConnected) return false;
    busy = true;
    link.setAttribute("aria-busy", "true");
    const place = room(nav, posts ? nav.parentElement : list);
    try {
      const { items, next } = await fetched(link.href);
      place?.remove();
      for (const each of items) put(document.adoptNode(each));
      pages += 1;
      if (next) link.setAttribute("href", next);
      else nav.remove();
      return true;
    } catch {
      alone = 0; // the link still leads to the next page
      return false;
    } finally {
      place?.remove();
      busy = false;
      link.removeAttribute("aria-busy");
    }
  }

  link.addEventListener("click", async (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || busy) return;
    event.preventDefault();
    const last = posts ? nav.previousElementSibling : list.lastElementChild;
    if (!(await more())) location.assign(link.href);
    else if (event.detail === 0) last.nextElementSibling?.querySelector("a")?.focus();
    alone = ALONE;
  });

  new IntersectionObserver(
    async (seen) => {
      if (seen.at(-1).isIntersecting && alone > 0) {
        alone -= 1;
        await more();
      }
    },
    { rootMargin: AHEAD },
  ).observe(nav);

  addEventListener("pagehide", () => {
    try {
      sessionStorage.setItem(key, JSON.stringify({ pages, at: scrollY }));
    } catch {
      // nothing is kept then
    }
  });

  (async () => {
    const [arrival] = performance.getEntriesByType("navigation");
    if (arrival?.type !== "back_forward") return;
    const left = JSON.parse(sessionStorage.getItem(key) ?? "null");
    if (!left?.pages) return;
    history.scrollRestoration = "manual";
    alone = 0;
    while (pages < left.pages && (await more()));
    scrollTo(0, left.at);
    alone = ALONE;
  })();
}

for (const nav of document.querySelectorAll("nav[data-grows]")) grow(nav);
