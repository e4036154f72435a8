/*
 * address - addresses as numbers, so that they sort and are held against networks as
 * such: IPv4 is mapped into IPv6, as in model/address.h.
 */
function parts4(text) {
	const bytes = text.split('.').map(Number);
	const good = /^\d+(\.\d+){3}$/.test(text) && bytes.every(byte => byte <= 255);
	return good ? bytes : null;
}

function parse4(text) {
	const bytes = parts4(text);
	return bytes && bytes.reduce((sum, byte) => sum * 256n + BigInt(byte), 0xffffn);
}

function words6(text) {
	return text === '' ? [] : text.split(':').flatMap(word => {
		const bytes = word.includes('.') && parts4(word);
		if (bytes)
			return [bytes[0] * 256 + bytes[1], bytes[2] * 256 + bytes[3]];
		return [/^[\da-f]{1,4}$/i.test(word) ? parseInt(word, 16) : NaN];
	});
}

function parse6(text) {
	const halves = text.split('::');
	if (halves.length > 2 || !text.includes(':'))
		return null;
	const [first, last] = [words6(halves[0]), words6(halves[1] || '')];
	const n = first.length + last.length;
	if (halves.length === 2 ? n > 7 : n !== 8)
		return null;
	const words = [...first, ...Array(8 - n).fill(0), ...last];
	return words.some(Number.isNaN)
		? null
		: words.reduce((sum, word) => sum * 65536n + BigInt(word), 0n);
}

/** A BigInt, or null if the text is no address. */
function parseAddress(text) {
	return text.includes(':') ? parse6(text) : parse4(text);
}

const addresses = new Map();

/** Of a cell: each text is parsed once. */
function addressOf(text) {
	if (!addresses.has(text))
		addresses.set(text, parseAddress(text));
	return addresses.get(text);
}

const isMapped = address => address >> 32n === 0xffffn;

/** "10.0.0.0/8" as what tells whether an address lies in it, or null. No address of IPv4
 * lies in ::/0, as none of IPv6 lies in 0.0.0.0/0. */
function parseNetwork(text) {
	const match = /^([\da-f.:]+)\/(\d{1,3})$/i.exec(text);
	const address = match && parseAddress(match[1]);
	const bits = match && Number(match[2]);
	const width = match && match[1].includes(':') ? 128 : 32;
	if (address === null || bits > width)
		return null;
	const shift = BigInt(width - bits);
	return other => other !== null && isMapped(other) === isMapped(address) &&
		other >> shift === address >> shift;
}
