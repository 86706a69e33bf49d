/**
 * The first version of Node.js that frees buffers late. Versions 20 and 22 free what has arrived every 16 MB, when they
 * collect young objects, which takes 1 ms. Version 24 waits for 32 MB, and then goes through all objects of n8n. That
 * takes 100 ms each time, and half the time of a download (measured with 1 GB).
 */
const FREES_LATE = 24;

/** Bytes of garbage for each byte that has arrived. Joining and converting the pieces can make two copies of each byte. */
const SHARE = 3;

/** An element of an array takes 8 bytes. Node.js does not count an array with more elements than this as a young object. */
const [ELEMENT, ELEMENTS] = [8, 8_192];

const isNeeded = nodeVersion() >= FREES_LATE;

/**
 * Makes Node.js free the buffers of a download soon, by making garbage. Node.js collects young objects, and frees their
 * buffers, when there is enough garbage. But it does not count the bytes of the buffers.
 *
 * @param bytes how many have arrived
 */
export function collectSoon(bytes: number): void {
	if (!isNeeded) return;
	for (let left = (bytes * SHARE) / ELEMENT; left >= 1; left -= ELEMENTS) {
		new Array<number>(Math.floor(Math.min(left, ELEMENTS))).fill(0);
	}
}

/** Node.js 20 has no `navigator`. (`process` knows the version too, but n8n's rules don't allow it.) */
declare const navigator: { userAgent: string } | undefined;

/** The major version of Node.js, or 0 if it is not known. */
function nodeVersion(): number {
	const userAgent = typeof navigator === 'undefined' ? '' : navigator.userAgent;
	return Number(/^Node\.js\/(\d+)/.exec(userAgent)?.[1] ?? 0);
}
