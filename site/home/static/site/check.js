// While a form of the agenda is filled in: what would clash, asked of the server, which alone knows
// the rules. Without the script the same stands on the board after saving.
(() => {
  const form = document.querySelector('form[data-check]'), box = document.getElementById('clashes');
  if (!form || !box) return;
  let waiting, asked = 0;
  const show = problems => { box.replaceChildren(...problems.map(p => { const line = document.createElement('p');
    line.className = p.must ? 'err-msg' : 'hint'; line.textContent = p.detail ? `${p.text}: ${p.detail}` : p.text; return line; })); };
  async function ask() {
    const mine = ++asked, data = new URLSearchParams([...new FormData(form)].filter(([, v]) => typeof v === 'string'));
    try { const answer = await fetch(form.dataset.check, { method: 'POST', body: data, headers: { Accept: 'application/json' } });
      if (mine === asked && answer.ok && !answer.redirected) show((await answer.json()).problems); } catch { /* saving tells it too */ }
  }
  form.addEventListener('input', () => { clearTimeout(waiting); waiting = setTimeout(ask, 400); });
})();
