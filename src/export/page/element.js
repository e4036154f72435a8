/*
 * element - elements of the page and of drawings. Text goes in as text; there is no way
 * by which it could become markup.
 */
const SVG = 'http://www.w3.org/2000/svg';

function fill(element, attributes, children) {
	for (const [name, text] of Object.entries(attributes || {})) {
		if (text === null || text === undefined || text === false)
			continue;
		element.setAttribute(name, text === true ? '' : text);
	}
	for (const child of children)
		if (child !== null && child !== undefined)
			element.append(child);
	return element;
}

const html = (name, attributes, ...children) =>
	fill(document.createElement(name), attributes, children);
const svg = (name, attributes, ...children) =>
	fill(document.createElementNS(SVG, name), attributes, children);

/* Names from outside may be written from right to left: they keep to themselves. */
const apart = text => html('bdi', {}, text);
