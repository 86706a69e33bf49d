/**
 * The first version of Node.js that frees buffers late. 20 and 22 free what has arrived every 16 MB, in collections of young objects that take
 * 1 ms. 24 waits for 32 MB, and then goes through all objects of n8n: 100 ms each time, half the time of a download (measured with 1 GB).
 */
const FREES_LATE = 24;

/** Bytes of garbage for each byte that has arrived. Of each byte, up to two more are made where pieces are joined and converted. */
const SHARE = 3;

/** An element of an array takes 8 bytes. Node.js keeps arrays of more elements than this apart from young objects. */
const [ELEMENT, ELEMENTS] = [8, 8_192];

const isNeeded = nodeVersion() >= FREES_LATE;

/**
 * Makes Node.js free the buffers of a download soon. Node.js collects young objects when there is enough garbage among them, and frees their
 * buffers then. It does not count the bytes of buffers as garbage, so this makes some.
 *
 * @param bytes how many have arrived
 */
export function collectSoon(bytes: number): void {
	if (!isNeeded) return;
	for (let left = (bytes * SHARE) / ELEMENT; left >= 1; left -= ELEMENTS) {
		new Array<number>(Math.floor(Math.min(left, ELEMENTS))).fill(0);
	}
}

/** Node.js 20 has none. (n8n's rules allow no `process`, which would know the version too.) */
declare const navigator: { userAgent: string } | undefined;

/** The major version of Node.js; 0 where it does not say. */
function nodeVersion(): number {
	const userAgent = typeof navigator === 'undefined' ? '' : navigator.userAgent;
	return Number(/^Node\.js\/(\d+)/.exec(userAgent)?.[1] ?? 0);
}
