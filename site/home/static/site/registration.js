// Progressive enhancement only: every page works with this file missing.
(() => {
  // The other name, as it is typed, in every line that would print it.
  const other = document.getElementById('id_other_name'), lines = [...document.querySelectorAll('[data-other]')];
  if (other && lines.length) {
    const paint = () => lines.forEach(line => { line.textContent = other.value.trim() || line.dataset.missing; });
    other.addEventListener('input', paint); paint();
  }
  // Moments on the visitor's own clock, beside those of the host.
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone, lang = document.documentElement.lang;
  document.querySelectorAll('[data-mine]').forEach(mine => {
    if (!here || here === 'UTC' || here === mine.dataset.zone) return;
    const at = new Intl.DateTimeFormat(lang === 'en' ? 'en-GB' : lang, { dateStyle: 'long', timeStyle: 'short', hourCycle: 'h23', timeZone: here });
    mine.textContent = mine.dataset.mine.replace('{moment}', at.format(new Date(mine.dateTime))).replace('{place}', here.split('/').pop().replace(/_/g, ' '));
    mine.hidden = false;
  });
})();
