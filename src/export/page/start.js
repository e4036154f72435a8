/*
 * start - puts the page together: the three rows to look at first, the controls, the
 * list.
 */
const FIRSTS = 3;

/* Who talks to whom; or the one address or name that a row is of. */
function subject(row) {
	const port = value(row, 'dest_port');
	if (!at.has('src_ip'))
		return [apart(String(row[0])), value(row, 'names')
			? html('span', { class: 'arrow' }, ' ', apart(value(row, 'names'))) : null];
	return [apart(String(value(row, 'src_ip'))), html('span', { class: 'arrow' }, ' → '),
		apart(String(value(row, 'dest_name') || value(row, 'dest_ip'))),
		port === null ? null : html('span', { class: 'arrow' }, ` port ${port}`)];
}

/* Of a host there is no timing to be told. */
function say(row) {
	const flows = value(row, 'flows');
	if (at.has('in_words'))
		return value(row, 'in_words') || '';
	return [value(row, 'programs'), value(row, 'peers') ? `with ${value(row, 'peers')}` : null,
		flows === null ? null : `${grouped(String(flows))} flow${flows === 1 ? '' : 's'}`,
		value(row, 'addresses')].filter(Boolean).join('; ');
}

function card(row, number) {
	const score = value(row, 'score');
	const owner = value(row, 'dest_whois') || value(row, 'whois');
	const intel = value(row, 'intel');
	const alerts = (value(row, 'context') || []).reduce((sum, said) =>
		sum + (said.kind === 'alert' ? said.count : 0), 0);
	const button = html('button', { type: 'button', class: 'first' },
		html('span', { class: 'head' },
			html('span', { class: 'pair clamp' }, ...subject(row)),
			score === null ? null : html('span', { class: scoreClass(score) }, score.toFixed(3))),
		owner ? html('small', {}, apart(owner)) : null,
		intel ? html('span', { class: 'intel' }, apart(intel)) : null,
		html('span', { class: 'say' }, apart(say(row))),
		alerts ? html('b', {}, `${grouped(String(alerts))} alert${alerts === 1 ? '' : 's'}`) : null,
		at.has('strip') ? sparkOf(row, 'strip') : null);
	button.addEventListener('click', () => showRow(number));
	return button;
}

/* Of rows without a timing those that something is said against. */
function firsts() {
	const present = rows.flatMap((row, number) => value(row, 'status') !== 'gone' && /* those come last */
		(at.has('in_words') || value(row, 'rank') > 0) ? [number] : []);
	if (rows.length < 2 || present.length === 0)
		return null;
	return html('section', { 'aria-label': 'Look at these first' },
		html('h2', {}, 'Look at these first'),
		html('div', { class: 'firsts' }, ...present.slice(0, FIRSTS).map(number => card(rows[number], number))));
}

/* What sticks to the top of the window is as high as the bar has become. */
function fitBar(form) {
	new ResizeObserver(() => {
		const sticky = getComputedStyle(form).position === 'sticky';
		list.style.setProperty('--bar', sticky ? `${form.offsetHeight}px` : '0px');
	}).observe(form);
}

/* A list that is too wide moves within its frame, not the page with it. */
function fitList() {
	let width = 0;
	const fit = () => {
		if (frame.clientWidth !== width)
			fitColumns();
		width = frame.clientWidth;
		frame.classList.toggle('is-wide', list.offsetWidth > width);
	};
	const observer = new ResizeObserver(fit);
	observer.observe(frame);
	observer.observe(list);
}

/* Where there is little room, how the list came to be does not stand before it. */
function foldFacts() {
	const facts = document.querySelector('.facts');
	const button = html('button', { type: 'button', class: 'tool narrow', id: 'facts',
		'aria-expanded': 'false' }, 'More about this run');
	if (!facts || facts.children.length <= 3)
		return;
	facts.classList.add('is-short');
	button.addEventListener('click', () => {
		const isShort = facts.classList.toggle('is-short');
		button.setAttribute('aria-expanded', String(!isShort));
		button.textContent = isShort ? 'More about this run' : 'Less about this run';
	});
	facts.after(button);
}

document.querySelector('.top').append(themeButton());
foldFacts();
if (rows.length > 0) {
	const form = bar();
	form.addEventListener('submit', event => event.preventDefault());
	list.append(html('caption', { class: 'unseen' }, data.title), head, body);
	document.getElementById('report').append(...[firsts(),
		html('h2', { class: 'unseen' }, 'All rows'), form, frame, more].filter(Boolean));
	if (rows.length === 1)
		state.opened.add(0);
	redraw();
	fitBar(form);
	fitList();
}
