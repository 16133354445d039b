// Keeps the page of an order, or the list of them, up to date while it is open. Without it the page is whole, and stays as it was served.
(() => {
  'use strict';
  const main = document.getElementById('main');
  const { order } = main.dataset;
  const [RETRY_MS, LOOK_EVERY_MS] = [15_000, 3_000];

  // The list looks again every so often while someone can see it, and leaves a link alone that is about to be followed.
  const lookAgain = async () => {
    if (document.hidden || main.contains(document.activeElement)) return;
    const answer = await fetch(location.href, { credentials: 'same-origin', cache: 'no-store' });
    if (!answer.ok) return;
    const list = new DOMParser().parseFromString(await answer.text(), 'text/html').getElementById('main');
    if (list && list.innerHTML !== main.innerHTML) main.replaceChildren(...list.childNodes);
  };
  if (!order) {
    if (main.querySelector('.orders, .none')) setInterval(() => void lookAgain().catch(() => undefined), LOOK_EVERY_MS);
    return;
  }
  if (!window.EventSource) return;

  /** Puts in what the server draws of the order now, keeps the focus, and says the news to those who listen. */
  const redraw = async () => {
    const answer = await fetch(`/suivi/${order}/part`, { credentials: 'same-origin', cache: 'no-store' });
    if (!answer.ok) return;
    const part = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const revision = part.querySelector('[data-revision]')?.dataset.revision;
    if (revision === undefined || Number(revision) <= Number(main.dataset.revision)) return;
    main.replaceChildren(...part.body.childNodes);
    main.dataset.revision = revision;
    document.getElementById('news').textContent = document.getElementById('headline').textContent;
    document.title = `${document.getElementById('headline').textContent} · ${document.title.split(' · ').pop()}`;
  };

  // One at a time, and once more if something came meanwhile.
  let isDrawing = false;
  let isStale = false;
  const show = async () => {
    isStale = true;
    if (isDrawing) return;
    isDrawing = true;
    while (isStale) {
      isStale = false;
      await redraw().catch(() => undefined);
    }
    isDrawing = false;
  };

  const follow = () => {
    const updates = new EventSource(`/v1/tracking/${order}/updates`);
    const live = document.getElementById('live');
    updates.addEventListener('open', () => (live.hidden = false));
    updates.addEventListener('status', ({ lastEventId }) => {
      if (Number(lastEventId) > Number(main.dataset.revision)) void show();
    });
    updates.addEventListener('error', () => {
      live.hidden = true;
      // The browser comes back by itself from a lost connection, and gives up where it is refused.
      if (updates.readyState === EventSource.CLOSED) setTimeout(follow, RETRY_MS);
    });
  };
  follow();
})();
