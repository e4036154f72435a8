/*
 * controls - what one can do with the list: filter it, group it, choose its columns.
 */
const search = html('input', { type: 'search', id: 'search', autocomplete: 'off', spellcheck: 'false',
	placeholder: `text, address, 10.0.0.0/8, ${at.has('period_s') ? 'period_s<120' : 'flows>100'}, -word`,
	'aria-keyshortcuts': '/' });
const least = html('input', { type: 'number', min: 0, max: 1, step: 0.05, placeholder: 'any', id: 'least' });
/* Steps are for its arrows: any number from 0 to 1 can be typed. */
const isRight = ({ validity, step }) => !validity.badInput && !validity.rangeOverflow &&
	!validity.rangeUnderflow && (step !== '1' || !validity.stepMismatch);
const port = html('input', { type: 'number', min: 0, max: 65535, step: 1, placeholder: 'any', id: 'port' });
const count = html('p', { class: 'count', role: 'status' });

function tellCount() {
	const [n, all] = [state.order.length, rows.length];
	count.textContent = '';
	count.append(html('b', {}, n === all ? grouped(String(all)) : `${grouped(String(n))} of ${grouped(String(all))}`),
		` row${all === 1 ? '' : 's'}`,
		n > MOST_PRINTED ? `; the first ${grouped(String(MOST_PRINTED))} go on paper` : '');
	if (state.ignored.length)
		count.append('; not understood, and ignored: ', apart(state.ignored.join(' ').slice(0, 200)));
}

function applyFilters() {
	const words = parseFilter(search.value);
	const numberIn = input => input.value !== '' && isRight(input) ? Number(input.value) : null;
	const [atLeast, atPort] = [numberIn(least), numberIn(port)];
	search.setAttribute('aria-invalid', String(words.ignored.length > 0));
	for (const input of [least, port])
		input.setAttribute('aria-invalid', String(!isRight(input)));
	state.ignored = words.ignored;
	state.test = row => words.test(row) &&
		(atLeast === null || (value(row, 'score') !== null && value(row, 'score') >= atLeast)) &&
		(atPort === null || value(row, 'dest_port') === atPort);
	redraw();
}

function clearFilters() {
	for (const input of [search, least, port])
		input.value = '';
	applyFilters();
}

function field(text, input, wide) {
	return html('label', { class: wide ? 'wide' : null }, text, input);
}

function groupButton() {
	const button = html('button', { type: 'button', class: 'tool', id: 'group',
		'aria-pressed': String(state.grouped) }, 'Group by destination');
	button.addEventListener('click', () => {
		state.grouped = !state.grouped;
		button.setAttribute('aria-pressed', String(state.grouped));
		redraw();
	});
	return button;
}

function columnMenu() {
	const boxes = columns.map((column, i) => {
		const box = html('input', { type: 'checkbox', checked: state.visible.has(i), name: column.name });
		box.addEventListener('change', () => {
			if (box.checked)
				state.visible.add(i);
			else
				state.visible.delete(i);
			state.chosen = true;
			redraw();
		});
		return column.plot ? null : html('label', { title: column.help }, box, column.name);
	});
	const menu = html('details', { class: 'menu', id: 'columns' },
		html('summary', { class: 'tool' }, 'Columns'), html('div', {}, ...boxes));
	menu.addEventListener('toggle', () => {
		for (const box of menu.querySelectorAll('input'))
			box.checked = state.visible.has(at.get(box.name));
	});
	/* Left behind, it would hide what one has come to. */
	for (const leaving of ['click', 'focusin'])
		addEventListener(leaving, event => {
			if (!menu.contains(event.target))
				menu.open = false;
		});
	return menu;
}

/* Where there is no room for headings to press. */
function sortField() {
	const sortable = columns.filter(isSortable);
	const given = html('option', { value: '' }, 'as reported');
	sortMenu.append(given, ...sortable.map(column => html('option', { value: column.name }, column.name)));
	sortMenu.addEventListener('change', () => {
		state.sort = sortMenu.value === '' ? null : at.get(sortMenu.value);
		state.descending = state.sort !== null && isBestFirst(columns[state.sort]);
		redraw();
	});
	const label = field('Sort by', sortMenu);
	label.classList.add('narrow');
	return label;
}

/* As the system has it, until somebody says otherwise. */
function themeButton() {
	const dark = matchMedia('(prefers-color-scheme: dark)');
	const root = document.documentElement;
	const button = html('button', { type: 'button', class: 'tool', id: 'theme' });
	const set = isDark => {
		root.dataset.theme = isDark ? 'dark' : 'light';
		button.textContent = isDark ? 'Light' : 'Dark';
	};
	let chosen = false;
	button.addEventListener('click', () => {
		chosen = true;
		set(root.dataset.theme !== 'dark');
	});
	dark.addEventListener('change', () => chosen || set(dark.matches));
	set(dark.matches);
	return button;
}

function bar() {
	for (const input of [search, least, port])
		input.addEventListener('input', applyFilters);
	addEventListener('keydown', event => {
		const inField = event.target.matches('input, textarea, select');
		if (event.key === '/' && !inField && !event.ctrlKey && !event.metaKey) {
			event.preventDefault();
			search.focus();
		}
		if (event.key === 'Escape' && event.target.closest('#columns')) {
			const menu = event.target.closest('#columns');
			menu.open = false;
			menu.querySelector('summary').focus();
		} else if (event.key === 'Escape' && inField) {
			clearFilters();
		}
	});
	return html('form', { class: 'bar', role: 'search' }, field('Filter', search, true),
		at.has('score') ? field('Score at least', least) : null,
		at.has('dest_port') ? field('Port', port) : null,
		sortField(), groupColumn === undefined ? null : groupButton(), columnMenu(), count);
}
