/*
 * list - the table of rows. Only as many rows are made as are looked at: the next ones
 * follow when the end comes near, so that 10,000 rows are as quick as ten.
 */
const CHUNK = 100;
const MOST_PRINTED = 2000;
const groupColumn = data.group_by ? at.get(data.group_by) : at.get('dest_ip');

const state = {
	test: () => true,
	sort: null, /* number of a column; null: the order that the report came in */
	descending: false,
	grouped: Boolean(data.group_by),
	ignored: [], /* words of the filter */
	visible: new Set(columns.flatMap((column, i) => column.shown ? [i] : [])),
	chosen: false, /* by hand, which columns there are */
	opened: new Set(), /* numbers of rows */
	order: [], /* numbers of the rows that pass, as they are to be shown */
	made: 0, /* of them */
};

const list = html('table', { class: 'list' });
const head = html('thead');
const body = html('tbody');
const more = html('div', { class: 'more' });
const frame = html('div', { class: 'frame' }, list);
const sortMenu = html('select', { id: 'sort' });

const visibleColumns = () => columns.flatMap((column, i) =>
	state.visible.has(i) && !(state.grouped && i === groupColumn) ? [i] : []);

/* Groups in the order of their first row, as in the other reports. */
function groupOrder(order) {
	const groups = new Map();
	for (const number of order) {
		const key = rows[number][groupColumn];
		if (!groups.has(key))
			groups.set(key, []);
		groups.get(key).push(number);
	}
	return [...groups.values()].flat();
}

function choose() {
	let order = rows.flatMap((row, i) => state.test(row) ? [i] : []);
	if (state.sort !== null)
		order = sorted(order, state.sort, state.descending);
	state.order = state.grouped ? groupOrder(order) : order;
}

const isSortable = column => !column.plot && column.kind !== 'series' && column.kind !== 'context';
const isBestFirst = column => isNumber(column) || column.kind === 'moment';

function heading(i) {
	const column = columns[i];
	const isSorted = state.sort === i;
	const direction = state.descending ? 'descending' : 'ascending';
	const unit = column.name === 'intervals' && commonBins
		? `${duration(gapAt(commonBins.low, 80))} to ${duration(gapAt(commonBins.high + 1, 80))}`
		: column.name === 'strip' ? 'first to last' : column.unit;
	const name = [column.name.replace(/_(?=..)/g, '_\u200b'),
		unit ? html('small', {}, unit) : null];
	const cell = html('th', { scope: 'col', class: isNumber(column) ? 'number' : null,
		title: column.help, 'aria-sort': isSorted ? direction : null, 'data-column': column.name });
	if (!isSortable(column)) {
		cell.append(html('button', { type: 'button', disabled: true }, ...name));
		return cell;
	}
	const button = html('button', { type: 'button', 'data-sort': column.name },
		...name.slice(0, 1), isSorted ? html('span', { class: 'mark', 'aria-hidden': 'true' },
			state.descending ? ' ↓' : ' ↑') : null, name[1]);
	button.addEventListener('click', () => sortBy(i));
	cell.append(button);
	return cell;
}

function scoreClass(score) {
	return score >= 0.9 ? 'score hot' : score >= 0.75 ? 'score warm' : 'score';
}

/* What a baseline makes of a row, or who was asked; what is as it was is quiet. */
const STATUS_CLASSES = { new: 'hot', changed: 'warm', back: 'warm', gone: 'gone', bad: 'hot', unknown: 'warm' };

function cellContent(row, i) {
	const column = columns[i];
	if (row[i] === null)
		return html('span', { class: 'cell soft' }, '–');
	if (column.kind === 'series')
		return sparkOf(row, column.name);
	if (column.kind === 'context')
		return html('span', { class: 'cell' }, `${row[i].length}`);
	if (column.name === 'intel')
		return html('span', { class: 'cell intel', title: row[i] }, apart(row[i]));
	if (column.name === 'score')
		return html('span', { class: scoreClass(row[i]) }, shown(column, row[i]));
	if (column.name === 'status' || column.name === 'verdict')
		return html('span', { class: `status ${STATUS_CLASSES[row[i]] || ''}` }, row[i]);
	if (isLink(column, row[i]))
		return html('a', { class: 'cell', href: row[i], target: '_blank', rel: 'noopener noreferrer' }, 'open');
	const text = shown(column, row[i]);
	return html('span', { class: 'cell', title: text.length > 24 ? text.slice(0, 600) : null }, apart(text));
}

/* Where there is little room these stay: who, whom, how regular. */
const MAIN = new Set(['src_ip', 'dest_ip', 'dest_name', 'dest_port', 'intel', 'status', 'score', 'period_s', 'strip',
	'verdict', 'whois', 'programs', 'addresses']);

function makeRow(number) {
	const row = rows[number];
	const isOpen = state.opened.has(number);
	const line = html('tr', { class: isOpen ? 'row is-open' : 'row', 'data-row': number });
	visibleColumns().forEach((i, nth) => {
		const column = columns[i];
		const classes = [isNumber(column) ? 'number' : null,
			column.kind === 'series' ? 'picture' : null,
			MAIN.has(column.name) || nth === 0 ? 'main' : null].filter(Boolean).join(' ');
		const cell = html('td', { class: classes || null, 'data-column': column.name },
			nth ? cellContent(row, i) : null);
		if (nth === 0)
			cell.append(html('div', { class: 'with-open' },
				html('button', { type: 'button', class: 'open', 'aria-expanded': String(isOpen),
					'aria-label': `Details of ${title(row)}` }), cellContent(row, i)));
		line.append(cell);
	});
	return line;
}

function makeDetail(number) {
	return html('tr', { class: 'detail' },
		html('td', { colspan: visibleColumns().length }, detail(rows[number])));
}

function makeGroup(number, at) {
	const key = rows[number][groupColumn];
	let n = 0;
	while (at + n < state.order.length && rows[state.order[at + n]][groupColumn] === key)
		n++;
	return html('tr', { class: 'group' }, html('th', { scope: 'rowgroup', colspan: visibleColumns().length },
		html('div', { class: 'clamp' },
			html('small', {}, `${columns[groupColumn].name} `), apart(key === null ? '–' : String(key)),
			html('small', {}, ` ${n} row${n === 1 ? '' : 's'}`))));
}

/* What the filters leave nothing of. */
function makeNothing() {
	const button = html('button', { type: 'button', class: 'tool' }, 'Clear the filters');
	button.addEventListener('click', () => {
		clearFilters();
		search.focus();
	});
	return html('tr', { class: 'nothing' }, html('td', { colspan: Math.max(1, visibleColumns().length) },
		html('p', {}, 'No row passes the filters.'), button));
}

function makeMore(n) {
	const end = Math.min(state.order.length, state.made + n);
	const fragment = document.createDocumentFragment();
	for (let i = state.made; i < end; i++) {
		const number = state.order[i];
		if (state.grouped && (i === 0 ||
		    rows[state.order[i - 1]][groupColumn] !== rows[number][groupColumn]))
			fragment.append(makeGroup(number, i));
		fragment.append(makeRow(number));
		if (state.opened.has(number))
			fragment.append(makeDetail(number));
	}
	state.made = end;
	body.append(fragment);
	more.hidden = end === state.order.length;
}

function draw(n) {
	state.made = 0;
	body.textContent = '';
	head.textContent = '';
	head.append(html('tr', {}, ...visibleColumns().map(heading)));
	makeMore(n);
	if (state.order.length === 0)
		body.append(makeNothing());
	sortMenu.value = state.sort === null ? '' : columns[state.sort].name;
}

function redraw() {
	choose();
	draw(CHUNK);
	tellCount();
}

/* Given up in this order where a window is too narrow for all; nobody chose them. */
const SPARED = ['prevalence_percent', 'bytes_toserver', 'listed', 'beats', 'src_whois', 'intervals',
	'dest_whois', 'first_seen', 'n_peers', 'ports_called', 'bytes_received', 'bytes_sent', 'peers', 'n_clients',
	'clients', 'ports', 'last_seen', 'names'];

/** As many columns as there is room for, until somebody chooses some. */
function fitColumns() {
	const spared = SPARED.map(name => at.get(name)).filter(i => i !== undefined && columns[i].shown);
	if (state.chosen || matchMedia('print').matches)
		return;
	for (const i of spared)
		state.visible.add(i);
	draw(Math.min(state.made, CHUNK));
	for (const i of spared) {
		if (list.offsetWidth <= frame.clientWidth)
			break;
		state.visible.delete(i);
		draw(Math.min(state.made, CHUNK));
	}
}

/* First best first, then the other way, then as it came. */
function sortBy(i) {
	const bestFirst = isBestFirst(columns[i]);
	if (state.sort !== i)
		[state.sort, state.descending] = [i, bestFirst];
	else if (state.descending === bestFirst)
		state.descending = !bestFirst;
	else
		state.sort = null;
	redraw();
	const button = [...head.querySelectorAll('button')]
		.find(other => other.dataset.sort === columns[i].name);
	if (button)
		button.focus();
}

function toggle(number, line) {
	const isOpen = !state.opened.has(number);
	line.classList.toggle('is-open', isOpen);
	line.querySelector('.open').setAttribute('aria-expanded', String(isOpen));
	if (isOpen) {
		state.opened.add(number);
		line.after(makeDetail(number));
	} else {
		state.opened.delete(number);
		line.nextElementSibling.remove();
	}
}

/** Shows a row, opened, wherever it is; what hides it is taken away. */
function showRow(number) {
	if (!state.order.includes(number))
		clearFilters();
	while (!body.querySelector(`tr.row[data-row="${number}"]`) && state.made < state.order.length)
		makeMore(CHUNK);
	const line = body.querySelector(`tr.row[data-row="${number}"]`);
	if (!state.opened.has(number))
		toggle(number, line);
	line.scrollIntoView({ block: 'start' });
	line.querySelector('.open').focus({ preventScroll: true });
}

body.addEventListener('click', event => {
	const line = event.target.closest('tr.row');
	if (line && !event.target.closest('a') && !String(getSelection()))
		toggle(Number(line.dataset.row), line);
});

/* Up and down, from row to row. */
body.addEventListener('keydown', event => {
	const step = { ArrowDown: 'nextElementSibling', ArrowUp: 'previousElementSibling' }[event.key];
	let line = event.target.closest('tr.row');
	if (!step || !line || !event.target.matches('.open'))
		return;
	event.preventDefault();
	do {
		if (!line[step] && event.key === 'ArrowDown')
			makeMore(CHUNK);
		line = line[step];
	} while (line && !line.matches('.row'));
	if (line)
		line.querySelector('.open').focus();
});

new IntersectionObserver(entries => {
	if (entries.some(entry => entry.isIntersecting) && state.made < state.order.length)
		makeMore(CHUNK);
}, { rootMargin: '900px' }).observe(more);

addEventListener('beforeprint', () => {
	if (state.made < MOST_PRINTED)
		makeMore(MOST_PRINTED - state.made);
});
