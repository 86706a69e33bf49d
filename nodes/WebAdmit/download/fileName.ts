/** Bytes of the longest name. The usual file systems allow somewhat more. */
const MAX_BYTES = 200;

/** Names that Windows keeps for devices, with any extension. */
const WINDOWS_DEVICES = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]) ?(\.|$)/i;

/**
 * A name that is safe on every file system, as close to the wanted one as possible: no folders, no control or
 * direction-changing characters, nothing that Windows forbids, at most 200 bytes with the extension kept. Undefined if
 * nothing is left.
 */
export function safeFileName(wanted: string): string | undefined {
	const base = wanted.split(/[/\\]/).at(-1) ?? '';
	const written = base
		.toWellFormed()
		// Removes control characters and format characters. One of them, the right-to-left override, can disguise an
		// extension.
		.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '')
		.normalize('NFC')
		.replace(/[<>:"|?*]/g, '_')
		.replace(/\s+/g, ' ')
		.replace(/^[. ]+/, '');
	const clean = withoutEnd(written);
	if (clean === '') return undefined;
	return shorten(WINDOWS_DEVICES.test(clean) ? `_${clean}` : clean);
}

function shorten(name: string): string {
	if (Buffer.byteLength(name) <= MAX_BYTES) return name;
	const [extension = ''] = /\.[^.]{1,10}$/.exec(name) ?? [];
	const room = MAX_BYTES - Buffer.byteLength(extension);
	let stem = '';
	let bytes = 0;
	for (const character of name.slice(0, name.length - extension.length)) {
		bytes += Buffer.byteLength(character);
		if (bytes > room) break;
		stem += character;
	}
	return `${withoutEnd(stem)}${extension}`;
}

/**
 * The name without the dots and spaces at its end. (A regular expression would start over at each of them, which takes
 * minutes if there are very many.)
 */
function withoutEnd(name: string): string {
	let end = name.length;
	while (['.', ' '].includes(name.charAt(end - 1))) end--;
	return name.slice(0, end);
}
