/*
 * detail - a row, opened: what its numbers say, pictures of it, what else is known.
 */
const KIND_NAMES = {
	http_host: 'HTTP host', user_agent: 'user agent', url: 'URL', tls_name: 'TLS server name',
	tls_version: 'TLS version', ja3: 'JA3', ja4: 'JA4', dns_name: 'DNS name',
	dns_before: 'DNS, asked just before', dns_query: 'DNS query', alert: 'alert', url_path: 'URL path',
	http_request: 'HTTP request', tls_issuer: 'TLS issuer',
};

/* Links are ours, from the configuration; but with parts of a row in them. */
function isLink(column, cell) {
	return (column.name.endsWith('_link') || column.name === 'reference') && /^https?:\/\//.test(cell || '');
}

const TOOL_NAMES = { kibana_link: 'Kibana', evebox_link: 'EveBox', arkime_link: 'Arkime' };

function links(row) {
	const found = columns.flatMap((column, i) => isLink(column, row[i])
		? [html('a', { href: row[i], target: '_blank', rel: 'noopener noreferrer' },
			column.name === 'reference' ? 'Read what is said of it'
				: `Open in ${TOOL_NAMES[column.name] || column.name.replace(/_link$/, '')}`)]
		: []);
	return found.length ? html('section', {}, html('h3', {}, 'Look there'),
		html('div', { class: 'links' }, ...found)) : null;
}

function saidRow(said) {
	const severity = said.severity === null || said.severity === undefined ? '' : ` (severity ${said.severity})`;
	const cells = [html('td', {}, said.value === null ? html('i', {}, 'others') : apart(said.value), severity,
		said.payload ? html('pre', {}, apart(said.payload)) : null)];
	for (const text of [grouped(String(said.count)), said.first_seen, said.last_seen])
		cells.push(html('td', {}, String(text).replace('T', ' ').replace('Z', '')));
	return html('tr', { class: said.kind === 'alert' ? 'alert' : null },
		html('th', { scope: 'row' }, KIND_NAMES[said.kind] || said.kind.replace(/_/g, ' ')), ...cells);
}

/* What other records say of the pair; alerts first. */
function context(row) {
	const said = value(row, 'context');
	if (!said || said.length === 0)
		return null;
	const order = [...said].sort((a, b) => (b.kind === 'alert') - (a.kind === 'alert'));
	return html('section', {}, html('h3', {}, 'What else the sensor saw'),
		html('table', { class: 'said' },
			html('thead', {}, html('tr', {}, ...['what', 'said', 'times', 'first', 'last']
				.map(name => html('th', { scope: 'col' }, name)))),
			html('tbody', {}, ...order.map(saidRow))));
}

function numbers(row) {
	const pairs = columns.flatMap((column, i) => {
		if (column.kind === 'series' || column.kind === 'context' || column.name === 'in_words' ||
		    row[i] === null || isLink(column, row[i]))
			return [];
		return [html('div', { title: column.help }, html('dt', {}, column.name),
			html('dd', {}, apart(shown(column, row[i])), column.unit ? html('small', {}, ` ${column.unit}`) : null))];
	});
	return html('section', {}, html('h3', {}, 'Numbers'), html('dl', { class: 'numbers' }, ...pairs));
}

function detail(row) {
	const plots = [drawTicks(row), drawIntervals(row), drawBytes(row)].filter(Boolean);
	return html('div', { class: 'opened', role: 'region', 'aria-label': `Details of ${title(row)}` },
		value(row, 'intel') ? html('p', {}, html('span', { class: 'intel' }, apart(value(row, 'intel')))) : null,
		value(row, 'in_words') ? html('p', { class: 'words' }, apart(value(row, 'in_words'))) : null,
		plots.length ? html('div', { class: 'plots' }, ...plots) : null,
		links(row), context(row), numbers(row));
}
