/*
 * draw - pictures of a row: small ones for the list, large ones for an opened row.
 */

/* Gaps between calls lie in bins of equal parts of the octaves from 0.25 s on. */
const OCTAVES = 20;
const gapAt = (bin, n) => 0.25 * 2 ** (bin * OCTAVES / n);
const binAt = (seconds, n) => Math.log2(seconds / 0.25) * n / OCTAVES;

/* The bins that any row has something in, so that small histograms compare. */
const commonBins = (() => {
	let [low, high] = [Infinity, -1];
	for (const row of at.has('intervals') ? rows : []) {
		const counts = series(row, 'intervals') || [];
		counts.forEach((count, bin) => {
			if (count > 0)
				[low, high] = [Math.min(low, bin), Math.max(high, bin)];
		});
	}
	return high < 0 ? null : { low, high };
})();

/* Bars as high as their share of the highest; what is there at all is seen. */
function spark(counts, label) {
	const most = Math.max(1, ...counts);
	const path = counts.map((count, i) => {
		const height = Math.max(1.5, 20 * count / most);
		return count ? `M${i} 20v${-height.toFixed(2)}h1V20z` : '';
	}).join('');
	return svg('svg', { class: 'spark', viewBox: `0 0 ${counts.length} 20`,
			preserveAspectRatio: 'none', role: 'img', 'aria-label': label },
		svg('path', { d: path }));
}

/* The commonest gap, in words: what a small histogram shows to those who hear it. */
function sparkLabel(name, counts) {
	const most = counts.indexOf(Math.max(...counts));
	if (name === 'intervals' && counts[most] > 0)
		return `intervals, most from ${duration(gapAt(most, counts.length))} on`;
	return `${name}, ${counts.filter(Boolean).length} of ${counts.length} parts with calls`;
}

function sparkOf(row, name) {
	const counts = series(row, name);
	if (!counts)
		return null;
	return name === 'intervals' && commonBins
		? spark(counts.slice(commonBins.low, commonBins.high + 1), sparkLabel(name, counts))
		: spark(counts, sparkLabel(name, counts));
}

/* Text in a picture is as large as beside it, where that is narrow too. */
const pictureWidth = () => matchMedia('(max-width: 46rem)').matches ? 340 : 480;

const label = (x, y, text, anchor) =>
	svg('text', { x: x.toFixed(1), y: y.toFixed(1), 'text-anchor': anchor || 'middle' }, text);

const GAP_MARKS = [0.5, 1, 2, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 7200, 21600, 43200, 86400,
	172800];

/** How long it was from call to call, with the period and its band. */
function drawIntervals(row) {
	const counts = series(row, 'intervals');
	const used = counts ? counts.flatMap((count, bin) => count > 0 ? [bin] : []) : [];
	if (used.length === 0)
		return null;
	const n = counts.length, [width, height, base] = [pictureWidth(), 190, 165];
	const least = n / OCTAVES * 5; /* octaves, or one gap would fill it all */
	const spare = Math.max(2, (least - (used[used.length - 1] - used[0])) / 2);
	const low = Math.max(0, Math.floor(used[0] - spare));
	const high = Math.min(n, Math.ceil(used[used.length - 1] + 1 + spare));
	const x = bin => 8 + (bin - low) / (high - low) * (width - 16);
	const most = Math.max(...counts);
	const period = value(row, 'period_s'), jitter = value(row, 'jitter_percent');
	const picture = svg('svg', { viewBox: `0 0 ${width} ${height}`, role: 'img',
		'aria-label': 'Histogram of the time between calls' });

	if (period > 0 && jitter !== null) {
		const share = Math.min(jitter / 100, 0.95);
		const [from, to] = [1 - share, 1 + share].map(part => x(binAt(period * part, n)));
		picture.append(svg('rect', { class: 'band', x: Math.max(8, from).toFixed(1), y: 14,
			width: Math.max(2, Math.min(to, width - 8) - Math.max(8, from)).toFixed(1),
			height: base - 14 }));
	}
	counts.forEach((count, bin) => {
		if (count === 0 || bin < low || bin >= high)
			return;
		const tall = Math.max(1.5, (base - 24) * count / most);
		picture.append(svg('rect', { class: 'out', x: (x(bin) + 0.4).toFixed(1),
			y: (base - tall).toFixed(1), width: (x(bin + 1) - x(bin) - 0.8).toFixed(1),
			height: tall.toFixed(1) },
			svg('title', {}, `${grouped(String(count))} gaps of ` +
				`${bin ? duration(gapAt(bin, n)) : '0 s'} to ${duration(gapAt(bin + 1, n))}`)));
	});
	if (period > 0) {
		const mark = x(binAt(period, n));
		picture.append(svg('line', { class: 'period', x1: mark, x2: mark, y1: 14, y2: base }),
			label(Math.max(70, Math.min(mark, width - 70)), 10,
				`period ${grouped(period.toFixed(1))} s`));
	}
	picture.append(svg('line', { class: 'axis', x1: 8, x2: width - 8, y1: base, y2: base }));
	let last = -Infinity;
	for (const seconds of GAP_MARKS) {
		const mark = x(binAt(seconds, n));
		if (mark < 20 || mark > width - 20 || mark - last < 42)
			continue;
		last = mark;
		picture.append(svg('line', { class: 'axis', x1: mark, x2: mark, y1: base, y2: base + 4 }),
			label(mark, base + 16, duration(seconds)));
	}
	return html('figure', {}, html('h3', {}, 'Time between calls'), picture,
		html('figcaption', {}, html('span', { class: 'key' }, `gaps, at most ${grouped(String(most))} alike`),
			period > 0 ? html('span', { class: 'key band' }, 'period, and how far it varies') : null));
}

const MINUTE = 60e3, HOUR = 3600e3, DAY = 24 * HOUR;
const LINE_LENGTHS = [MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR,
	2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 7 * DAY];
const LINE_NAMES = ['a minute', '2 minutes', '5 minutes', '10 minutes', '15 minutes', '30 minutes',
	'an hour', '2 hours', '3 hours', '6 hours', '12 hours', 'a day', '2 days', 'a week'];
const MOST_LINES = 36;
const SLOTS = 17280;

const minuteOf = ms => new Date(Math.round(ms / MINUTE) * MINUTE).toISOString();
const clock = ms => minuteOf(ms).slice(11, 16);
const day = ms => minuteOf(ms).slice(5, 10);

/** Each call as a tick, the time looked at cut into lines of an hour or the like. */
function drawTicks(row) {
	const steps = series(row, 'ticks');
	if (!steps)
		return null;
	const first = data.first_ms, span = Math.max(1, data.last_ms - data.first_ms);
	const which = Math.max(0, LINE_LENGTHS.findIndex(length => span / length <= MOST_LINES - 1));
	const length = span > LINE_LENGTHS[LINE_LENGTHS.length - 1] * MOST_LINES
		? Math.ceil(span / MOST_LINES / DAY) * DAY : LINE_LENGTHS[which];
	const begin = Math.floor(first / length) * length;
	const n = Math.floor((first + span - begin) / length) + 1;
	const days = length < DAY && n * length > DAY;
	const [width, left, lane] = [pictureWidth(), days ? 80 : 42, n > 20 ? 13 : 17];
	const wide = width - left - 4, height = n * lane + 22;
	const slot = Math.max(0.7, Math.min(2, wide * span / SLOTS / length));
	const picture = svg('svg', { viewBox: `0 0 ${width} ${height}`, role: 'img',
		'aria-label': 'Every call, as a tick on a line of time' });

	for (let line = 0; line < n; line++) {
		const time = begin + line * length;
		const name = length >= DAY ? day(time) : days ? `${day(time)} ${clock(time)}` : clock(time);
		if (line % 2 === 0)
			picture.append(svg('rect', { class: 'lane', x: left, y: line * lane, width: wide, height: lane }));
		if (n <= 24 || line % 2 === 0)
			picture.append(label(left - 5, line * lane + lane / 2 + 4, name, 'end'));
	}
	let at = 0, path = '';
	for (const step of steps) {
		at += step;
		const time = first + (at + 0.5) / SLOTS * span - begin;
		const line = Math.min(n - 1, Math.floor(time / length));
		path += `M${(left + (time / length - line) * wide).toFixed(1)} ${line * lane + 1}v${lane - 2}`;
	}
	picture.append(svg('path', { class: 'ticks', d: path, 'stroke-width': slot.toFixed(2) }));
	for (let quarter = 0; quarter <= 4; quarter += width < 400 ? 2 : 1) {
		const x = left + wide * quarter / 4;
		picture.append(svg('line', { class: 'axis', x1: x, x2: x, y1: n * lane, y2: n * lane + 4 }),
			label(x, n * lane + 16, quarter === 0 ? '0' : `+${duration(length / 4000 * quarter)}`,
				quarter === 4 ? 'end' : 'middle'));
	}
	return html('figure', { class: n > 12 ? 'tall' : null },
		html('h3', {}, length === LINE_LENGTHS[which]
			? `Every call: ${LINE_NAMES[which]} a line, from left to right`
			: 'Every call, from left to right'),
		picture, html('figcaption', {}, 'Times are UTC. What keeps time makes upright or slanted stripes.'));
}

/** Bytes sent upwards and got back downwards, over the time looked at. */
function drawBytes(row) {
	const out = series(row, 'strip_toserver'), back = series(row, 'strip_toclient');
	if (!out && !back)
		return null;
	const n = (out || back).length;
	const [width, height, left] = [pictureWidth(), 190, 76];
	const most = Math.max(...(out || []), ...(back || []));
	if (most === 0)
		return null;
	const [top, middle, bottom] = back ? [10, 86, 162] : [10, 162, 162];
	const wide = (width - left - 4) / n;
	const picture = svg('svg', { viewBox: `0 0 ${width} ${height}`, role: 'img',
		'aria-label': 'Bytes over time, sent and got back' });
	const part = (data.last_ms - data.first_ms) / n;
	const bars = (counts, name, up) => counts.forEach((bytes, i) => {
		if (bytes === 0)
			return;
		const tall = Math.max(1, (up ? middle - top : bottom - middle) * bytes / most);
		picture.append(svg('rect', { class: up ? 'out' : 'in', x: (left + i * wide).toFixed(1),
			y: (up ? middle - tall : middle).toFixed(1), width: Math.max(0.6, wide - 0.6).toFixed(1),
			height: tall.toFixed(1) },
			svg('title', {}, `${amount(bytes)} ${name}, ${day(data.first_ms + i * part)} ` +
				`${clock(data.first_ms + i * part)} to ${clock(data.first_ms + (i + 1) * part)}`)));
	});

	if (out)
		bars(out, 'sent', true);
	if (back)
		bars(back, 'got back', false);
	picture.append(svg('line', { class: 'axis', x1: left, x2: width - 4, y1: middle, y2: middle }),
		label(left - 6, top + 8, amount(most), 'end'), label(left - 6, middle + 4, '0', 'end'));
	if (back)
		picture.append(label(left - 6, bottom + 2, amount(most), 'end'));
	const isLong = data.last_ms - data.first_ms > 2 * DAY;
	for (let quarter = 0; quarter <= 4; quarter += width < 400 || isLong ? 2 : 1) {
		const ms = data.first_ms + (data.last_ms - data.first_ms) * quarter / 4;
		const x = left + (width - left - 4) * quarter / 4;
		picture.append(svg('line', { class: 'axis', x1: x, x2: x, y1: bottom + 3, y2: bottom + 7 }),
			label(x, bottom + 20, isLong ? `${day(ms)} ${clock(ms)}` : clock(ms),
				quarter === 0 ? 'start' : quarter === 4 ? 'end' : 'middle'));
	}
	return html('figure', {}, html('h3', {}, 'Bytes over time'), picture,
		html('figcaption', {}, html('span', { class: 'key' }, 'sent'),
			back ? html('span', { class: 'key in' }, 'got back') : null));
}
