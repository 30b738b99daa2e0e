// A rapporteur's text outlives a lost connection, a closed window and a link that has ended: it is
// kept in this browser with every key and sent in the background; what has arrived is removed.
(() => {
  const form = document.querySelector('form[data-notes]'); if (!form) return;
  const key = 'notes-' + form.dataset.notes, words = form.dataset, said = document.getElementById('said');
  const version = form.elements.version, fields = [...form.querySelectorAll('textarea,select')];
  const read = () => Object.fromEntries(fields.map(f => [f.name, f.value])), same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
  const store = (action, ...rest) => { try { return localStorage[action](key, ...rest); } catch { return null; } };
  const say = text => { if (said.textContent !== text) said.textContent = text; };
  let timer, sending = false, ended = false, wait = 2000;
  const keep = () => store('setItem', JSON.stringify({ version: version.value, values: read() }));
  const later = (ms = wait) => { clearTimeout(timer); if (!ended) timer = setTimeout(send, ms); };
  async function send() {
    if (sending || ended) return;
    sending = true;
    const sent = read(), data = new FormData(form);
    try {
      const answer = await fetch(location.href, { method: 'POST', body: data, headers: { Accept: 'application/json' }, redirect: 'error' });
      if (answer.status === 409) { ended = true; say(words.stale); }
      else if (answer.status === 404 || answer.status === 403) { ended = true; say(words.dead); }
      else if (!answer.ok) throw new Error(answer.status);
      else {
        version.value = (await answer.json()).version; wait = 2000;
        if (same(sent, read())) { store('removeItem'); say(`${words.saved} ${new Date().toTimeString().slice(0, 5)}`); } else { keep(); later(); }
      }
    } catch { say(words.offline); wait = Math.min(wait * 2, 60000); later(); }
    finally { sending = false; }
  }
  const kept = JSON.parse(store('getItem') || 'null');
  if (kept && !same(kept.values, read())) {
    fields.forEach(f => { if (f.name in kept.values) f.value = kept.values[f.name]; });
    version.value = kept.version; say(words.back); later(500);
  } else store('removeItem');
  form.addEventListener('input', () => { keep(); later(); });
  form.addEventListener('submit', () => clearTimeout(timer));
  addEventListener('online', () => later(0));
})();
