// Show only some sessions: by word, kind, language, or those of my agenda. All of it stays in this
// browser; without the script the page shows everything.
(() => {
  const box = document.getElementById('filter'); if (!box) return;
  const $$ = (s, r = document) => [...r.querySelectorAll(s)], said = document.getElementById('said');
  const sessions = $$('.sess'), fields = Object.fromEntries($$('[name]', box).map(f => [f.name, f]));
  const offer = (select, words) => [...new Set(words.filter(Boolean))].sort().forEach(w => select.add(new Option(w, w)));
  offer(fields.k, sessions.map(s => s.dataset.k)); offer(fields.l, sessions.flatMap(s => (s.dataset.l || '').split('|')));
  box.hidden = false;
  const fits = s => (!fields.q.value.trim() || s.textContent.toLowerCase().includes(fields.q.value.trim().toLowerCase()))
    && (!fields.k.value || s.dataset.k === fields.k.value) && (!fields.l.value || (s.dataset.l || '').split('|').includes(fields.l.value))
    && (!fields.m.checked || (s.querySelector('.pick input') || {}).checked);
  box.addEventListener('input', () => {
    sessions.forEach(s => { s.hidden = !fits(s); });
    $$('.slot').forEach(slot => { slot.hidden = $$('.sess', slot).every(s => s.hidden); });
    if (said) said.textContent = sessions.every(s => s.hidden) ? box.dataset.none : ''; });
})();
