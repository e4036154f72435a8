/*
 * start - puts the page together: the three rows to look at first, the controls, the
 * list.
 */
const FIRSTS = 3;

function card(row, number) {
	const score = value(row, 'score');
	const owner = value(row, 'dest_whois');
	const port = value(row, 'dest_port');
	const intel = value(row, 'intel');
	const alerts = (value(row, 'context') || []).filter(said => said.kind === 'alert').length;
	const button = html('button', { type: 'button', class: 'first' },
		html('span', { class: 'head' },
			html('span', { class: 'pair clamp' }, apart(String(value(row, 'src_ip'))),
				html('span', { class: 'arrow' }, ' → '),
				apart(String(value(row, 'dest_name') || value(row, 'dest_ip'))),
				port === null ? null : html('span', { class: 'arrow' }, ` port ${port}`)),
			score === null ? null : html('span', { class: scoreClass(score) }, score.toFixed(3))),
		owner ? html('small', {}, apart(owner)) : null,
		intel ? html('span', { class: 'intel' }, apart(intel)) : null,
		html('span', { class: 'say' }, apart(value(row, 'in_words') || '')),
		alerts ? html('b', {}, `${alerts} alert${alerts === 1 ? '' : 's'}`) : null,
		sparkOf(row, 'strip'));
	button.addEventListener('click', () => showRow(number));
	return button;
}

function firsts() {
	const present = rows.filter(row => value(row, 'status') !== 'gone'); /* those come last */
	if (rows.length < 2 || present.length === 0 || !at.has('in_words'))
		return null;
	return html('section', { 'aria-label': 'Look at these first' },
		html('h2', {}, 'Look at these first'),
		html('div', { class: 'firsts' }, ...present.slice(0, FIRSTS).map(card)));
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
