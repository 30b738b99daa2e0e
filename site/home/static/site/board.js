// The board in place of the list, where this script runs. Every change is one of the plain forms of
// the page, sent in the background; what stands afterwards is read from the server again.
(() => {
  const $ = (s, r = document) => r.querySelector(s), $$ = (s, r = document) => [...r.querySelectorAll(s)];
  const make = (name, cls, text) => { const e = document.createElement(name); if (cls) e.className = cls; if (text) e.textContent = text; return e; };
  const hm = m => String(m / 60 | 0).padStart(2, '0') + ':' + String(m % 60).padStart(2, '0');
  const minutes = t => { const [h, m] = t.split(':'); return h * 60 + +m; };
  const STEP = 5, ROW = 30; // minutes a step; the least height of a block in pixels
  let board = $('#board'), grid, open, scale, asList = false, dragged = false;
  const dialog = $('#mv'), told = $('#told');
  if (!board || !dialog.showModal) return;

  const say = text => { told.textContent = text; };
  const items = () => $$('[data-s]', board).map(row => { const d = row.dataset; return {
    row, id: d.s, day: d.d, start: d.t === '' ? null : +d.t, len: +d.l, room: d.r, title: $('.ttl', row).textContent,
    link: $('[data-move]', row) }; });

  // --- Drawing ---------------------------------------------------------------------------------
  // Sessions at the same time are stacked rows inside the slot: side by side they cannot be read.
  function stacks(list) {
    const result = []; let end = -1;
    list.sort((a, b) => a.start - b.start).forEach(s => {
      if (s.start < end) result[result.length - 1].push(s); else result.push([s]);
      end = Math.max(end, s.start + s.len); });
    return result;
  }
  const span = stack => [stack[0].start, Math.max(...stack.map(s => s.start + s.len))];

  function draw() {
    const all = items().filter(s => s.start !== null), days = $$('.blist [data-day]', board);
    const columns = days.map(day => stacks(all.filter(s => s.day === day.dataset.day)));
    open = Math.min(540, ...all.map(s => s.start)) / 60 | 0; open *= 60;
    const close = Math.min(1440, Math.ceil(Math.max(1020, ...all.map(s => s.start + s.len)) / 60) * 60);
    scale = Math.max(4 / 3, ...columns.flat().map(st => { const [a, b] = span(st); return st.length > 1 ? st.length * ROW / (b - a) : Math.min(2, ROW / (b - a)); }));
    const height = (close - open) * scale + 'px';
    grid = make('div', 'grid3'); grid.style.gridTemplateColumns = `3rem repeat(${days.length}, minmax(0, 1fr))`;
    grid.append(make('div', 'dhead'), ...days.map(day => make('div', 'dhead', $('.dhead', day).textContent)));
    const axis = make('div', 'axis2'); axis.setAttribute('aria-hidden', 'true'); axis.style.height = height;
    for (let m = open; m < close; m += 60) { const t = make('span', '', hm(m)); t.style.top = (m - open) * scale + 'px'; axis.append(t); }
    grid.append(axis);
    days.forEach((day, i) => {
      const lane = make('section', 'lane'); lane.dataset.day = day.dataset.day; lane.style.height = height;
      lane.style.backgroundSize = `100% ${60 * scale}px`; lane.setAttribute('aria-label', $('.dhead', day).textContent);
      columns[i].forEach(stack => { const [a, b] = span(stack), h = (b - a) * scale / stack.length;
        stack.forEach((s, n) => lane.append(block(s, (a - open) * scale + n * h, h, stack.length > 1))); });
      grid.append(lane); });
    $('.blist', board).before(grid);
    $$('.tray [data-s]', board).forEach(li => { const s = items().find(x => x.row === li); if (s.link) li.addEventListener('pointerdown', e => grab(e, s, li)); });
    board.classList.add('js'); board.classList.toggle('as-list', asList);
    $('#drag-hint').hidden = asList;
    const toggle = $('#as-list'); toggle.hidden = false; toggle.setAttribute('aria-pressed', asList);
  }

  function block(s, top, height, stacked) {
    const b = make('article', 'blk' + (s.row.classList.contains('pause') ? ' pause' : '') + (s.row.classList.contains('e') ? ' bad' : '') + (stacked ? ' at-once' : ''));
    b.dataset.id = s.id; b.style.top = top + 'px'; b.style.height = height - 2 + 'px';
    const title = make('b', '', s.title), when = make('small'), room = $('.room', s.row).textContent;
    when.append(make('time', '', `${hm(s.start)}–${hm(s.start + s.len)}`), room === '–' ? '' : ` · ${room}`);
    const marks = $$('.tag.err, .tag.warn', s.row).map(t => make('span', t.classList.contains('err') ? 'w' : 'u', t.textContent));
    b.append(title, ...marks, when);
    const who = $('.who', s.row); if (who) b.append(make('small', '', who.textContent));
    b.title = `${s.title}, ${hm(s.start)}–${hm(s.start + s.len)}`;
    if (s.link) {
      const button = make('button'); button.type = 'button'; button.setAttribute('aria-label', s.link.textContent);
      button.append($('svg', s.link).cloneNode(true)); button.addEventListener('click', () => ask(s)); b.append(button);
      b.addEventListener('pointerdown', e => grab(e, s, b));
      if (!stacked) { const grip = make('i', 'grip'); b.append(grip); grip.addEventListener('pointerdown', e => stretch(e, s, b)); }
    } else b.classList.add('kept');
    return b;
  }

  // --- Sending ---------------------------------------------------------------------------------
  async function send(address, data, focus) {
    let answer; board.setAttribute('aria-busy', 'true');
    try { answer = await fetch(address, { method: 'POST', body: data, headers: { Accept: 'application/json' } }); }
    catch { return location.reload(); }
    if (answer.status === 409) return whole(address, data);
    if (answer.redirected || ![200, 422].includes(answer.status)) return location.reload();
    const { said, session } = await answer.json();
    await refresh(); say(said);
    const key = session || focus, there = key && ($(`.blk[data-id="${key}"] button`) || $(`[data-s="${key}"] a`));
    if (focus === 'line') { const line = $('#line'); if (answer.status === 422) line.value = data.get('line'); line.focus(); }
    else if (there) there.focus();
  }
  // Somebody else was faster: the page that shows both versions.
  function whole(address, data) {
    const form = make('form'); form.method = 'post'; form.action = address; form.hidden = true;
    for (const [name, value] of data) { const i = make('input'); i.name = name; i.value = value; form.append(i); }
    document.body.append(form); form.submit();
  }
  // XMLHttpRequest parses a page without running anything of it.
  const refresh = () => new Promise(done => { const x = new XMLHttpRequest(), day = $('#line-day').value; x.open('GET', location.pathname); x.responseType = 'document';
    x.onload = () => { const fresh = x.response && x.response.getElementById('board'); if (!fresh) return location.reload();
      board.replaceWith(board = document.adoptNode(fresh)); $('#line-day').value = day; draw(); done(); };
    x.onerror = () => location.reload(); x.send(); });
  const sent = (s, day, start, len) => new URLSearchParams({ csrfmiddlewaretoken: $('[name=csrfmiddlewaretoken]').value,
    version: s.row.dataset.v, day, start: start === null ? '' : hm(start), minutes: len, room: s.room });
  function place(s, day, start, len) {
    asked++; const data = sent(s, day, start, len);
    return send(`${board.dataset.base}${s.id}/move/`, data, s.id);
  }

  // With Shift held, the session under the pointer: the two change places.
  const partner = (n, node) => n.shiftKey ? document.elementsFromPoint(n.clientX, n.clientY).map(x => x.closest('.blk')).find(x => x && x !== node && !x.classList.contains('kept')) : null;
  function swap(s, id) {
    const other = items().find(x => x.id === id), data = sent(s, s.day, s.start, s.len);
    data.set('other', `${id}:${other.row.dataset.v}`); return send(`${board.dataset.base}${s.id}/swap/`, data, s.id);
  }

  // --- The dialog: the same move by keyboard and on a phone --------------------------------------
  function ask(s) {
    const form = $('form', dialog), f = form.elements;
    form.action = `${board.dataset.base}${s.id}/move/`; form.dataset.id = s.id; $('#mv-t').textContent = s.link.textContent;
    f.version.value = s.row.dataset.v; f.day.value = s.day || ($('#line-day').value || ''); f.start.value = s.start === null ? '' : hm(s.start);
    f.minutes.value = s.len; f.room.value = s.room; f.rest.value = ''; $('#mv-e').href = `${board.dataset.base}${s.id}/edit/`; $('#mv-m').href = `${board.dataset.base}${s.id}/move/`;
    warn(); dialog.showModal(); f.start.focus();
  }
  // What would clash is asked of the server, which alone knows the rules; a late answer is dropped.
  let asked = 0, waiting;
  function clashes(id, data, then) {
    const mine = ++asked; clearTimeout(waiting);
    waiting = setTimeout(async () => { try {
      const answer = await fetch(`${board.dataset.base}${id}/check/`, { method: 'POST', body: data, headers: { Accept: 'application/json' } });
      if (mine === asked && answer.ok && !answer.redirected) then((await answer.json()).problems);
    } catch { /* the move itself tells it */ } }, 150);
  }
  const words = problems => problems.map(p => p.detail ? `${p.text}: ${p.detail}` : p.text).join('. ');
  function warn() {
    const form = $('form', dialog); $('#mv-n').textContent = '';
    if (form.elements.start.value) clashes(form.dataset.id, new URLSearchParams(new FormData(form)), problems => { $('#mv-n').textContent = words(problems); });
  }
  dialog.addEventListener('input', warn);
  $('#mv-c').addEventListener('click', () => dialog.close());
  $('form', dialog).addEventListener('submit', e => { e.preventDefault(); const form = e.target; dialog.close();
    send(form.action, new URLSearchParams(new FormData(form)), form.dataset.id); });
  dialog.addEventListener('close', () => { const b = $(`.blk[data-id="${$('form', dialog).dataset.id}"] button`); if (b) b.focus(); });

  // --- Dragging ----------------------------------------------------------------------------------
  const snap = m => Math.round(m / STEP) * STEP;
  function follow(e, node, moved, dropped) {
    if (e.button || e.pointerType === 'touch' || e.target.closest('button, a')) return;
    e.preventDefault(); e.stopPropagation(); dragged = false; const x = e.clientX, y = e.clientY;
    const move = n => { if (!dragged && Math.hypot(n.clientX - x, n.clientY - y) < 4) return; dragged = true; node.classList.add('drag'); moved(n, n.clientX - x, n.clientY - y); };
    const stop = n => { removeEventListener('pointermove', move); removeEventListener('pointerup', up); removeEventListener('keydown', esc); node.classList.remove('drag'); node.style.transform = '';
      $$('.over, .swap', board).forEach(o => o.classList.remove('over', 'swap')); if (n && dragged) dropped(n); };
    const up = n => stop(n), esc = k => { if (k.key === 'Escape') { stop(); refresh(); } };
    addEventListener('pointermove', move); addEventListener('pointerup', up); addEventListener('keydown', esc);
  }
  // Every new place under the pointer: red where it must not stay, and why.
  function look(s, node, day, start, len) {
    const key = `${day} ${start} ${len}`; if (node.dataset.asked === key) return;
    node.dataset.asked = key;
    clashes(s.id, sent(s, day, start, len), problems => { node.classList.toggle('bad', problems.some(p => p.must)); say(words(problems)); });
  }
  function grab(e, s, node) {
    const grip = e.clientY - node.getBoundingClientRect().top; let lane, start, other;
    const under = n => { const el = document.elementFromPoint(n.clientX, n.clientY); return el && el.closest('.lane, .tray'); };
    follow(e, node, (n, dx, dy) => {
      node.style.transform = `translate(${dx}px, ${dy}px)`; lane = under(n); other = s.start === null ? null : partner(n, node);
      $$('.swap', board).forEach(o => o.classList.toggle('swap', o === other));
      $$('.over', board).forEach(o => o.classList.toggle('over', o === lane)); if (!lane) return; lane.classList.add('over');
      if (other) { asked++; other.classList.add('swap'); node.dataset.asked = ''; node.classList.remove('bad'); return; }
      if (!lane.dataset.day) return;
      start = Math.max(0, Math.min(1440 - s.len, snap(open + (n.clientY - (s.start === null ? 0 : grip) - lane.getBoundingClientRect().top) / scale)));
      const time = $('time', node); if (time) time.textContent = `${hm(start)}–${hm(start + s.len)}`;
      look(s, node, lane.dataset.day, start, s.len);
    }, () => { if (!lane) return refresh(); if (other) return swap(s, other.dataset.id); lane.dataset.day ? place(s, lane.dataset.day, start, s.len) : place(s, '', null, s.len); });
  }
  function stretch(e, s, node) {
    let len = s.len;
    follow(e, node, (n, dx, dy) => { len = Math.max(STEP, Math.min(1440 - s.start, snap(s.len + dy / scale))); node.style.height = len * scale - 2 + 'px';
      $('time', node).textContent = `${hm(s.start)}–${hm(s.start + len)}`; look(s, node, s.day, s.start, len); }, () => place(s, s.day, s.start, len));
  }

  // --- What is on the page already ---------------------------------------------------------------
  addEventListener('click', e => {
    const link = e.target.closest('[data-move], [data-show]'); if (!link || !board.contains(link) || e.ctrlKey || e.metaKey) return;
    const id = link.dataset.show || link.dataset.move || link.closest('[data-s]').dataset.s, s = items().find(x => x.id === id); if (!s) return;
    if (link.dataset.show) { const b = $(`.blk[data-id="${id}"] button`); if (b && b.offsetParent) { e.preventDefault(); b.scrollIntoView({ block: 'center' }); b.focus(); } }
    else { e.preventDefault(); ask(s); } });
  addEventListener('click', e => { if (e.target.id === 'as-list') { asList = !asList; board.classList.toggle('as-list', asList); $('#drag-hint').hidden = asList; e.target.setAttribute('aria-pressed', asList); } });
  addEventListener('submit', e => { if (!e.target.matches('#board form[data-live]')) return; e.preventDefault();
    send(e.target.action, new URLSearchParams(new FormData(e.target)), e.target.classList.contains('quick') ? 'line' : ''); });
  draw();
})();
