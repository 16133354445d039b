// Looks again every so often while somebody can see the desk. Without it the page is whole, and stays as it was served.
(() => {
  'use strict';
  const main = document.getElementById('main');
  const LOOK_EVERY_MS = 5_000;
  if (!main.querySelector('.tiles')) return;

  const lookAgain = async () => {
    // A link that is about to be followed, or a word that is being read out, is left alone.
    if (document.hidden || main.contains(document.activeElement) || String(document.getSelection())) return;
    const answer = await fetch('/', {
      credentials: 'same-origin',
      cache: 'no-store',
      headers: { accept: 'text/html' },
    });
    const seen = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const now = seen.getElementById('main');
    if (!now) return;
    main.replaceChildren(...now.childNodes);
    document.title = seen.title;
  };
  setInterval(() => void lookAgain().catch(() => undefined), LOOK_EVERY_MS);
})();
