/*
 * controls - what one can do with the list: filter it, group it, choose its columns.
 */
const search = html('input', { type: 'search', id: 'search', autocomplete: 'off', spellcheck: 'false',
	placeholder: 'text, address, 10.0.0.0/8, period_s<120, -word', 'aria-keyshortcuts': '/' });
const least = html('input', { type: 'number', min: 0, max: 1, step: 0.05, placeholder: 'any', id: 'least' });
const port = html('input', { type: 'number', min: 0, max: 65535, step: 1, placeholder: 'any', id: 'port' });
const count = html('p', { class: 'count', role: 'status' });

function tellCount() {
	const [n, all] = [state.order.length, rows.length];
	count.textContent = '';
	count.append(html('b', {}, n === all ? grouped(String(all)) : `${grouped(String(n))} of ${grouped(String(all))}`),
		` row${all === 1 ? '' : 's'}`,
		n > MOST_PRINTED ? `; the first ${grouped(String(MOST_PRINTED))} go on paper` : '');
}

function applyFilters() {
	const words = parseFilter(search.value);
	const isGood = input => input.value === '' || input.checkValidity();
	for (const input of [least, port])
		input.setAttribute('aria-invalid', String(!isGood(input)));
	const atLeast = least.value !== '' && isGood(least) ? Number(least.value) : null;
	const atPort = port.value !== '' && isGood(port) ? Number(port.value) : null;
	state.test = row => words(row) &&
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
			redraw();
		});
		return column.plot ? null : html('label', { title: column.help }, box, column.name);
	});
	const menu = html('details', { class: 'menu', id: 'columns' },
		html('summary', { class: 'tool' }, 'Columns'), html('div', {}, ...boxes));
	addEventListener('click', event => {
		if (!menu.contains(event.target))
			menu.open = false;
	});
	return menu;
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
		groupColumn === undefined ? null : groupButton(), columnMenu(), count);
}
