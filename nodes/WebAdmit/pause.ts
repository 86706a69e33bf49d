import { sleep } from 'n8n-workflow';

/**
 * Waits for a time, or until the signal is aborted: then it rejects at once with the signal's reason. (The timer itself
 * runs out unheard: n8n's rules allow no `clearTimeout`, and not all supported versions of n8n have a `sleepWithAbort`.)
 *
 * @param milliseconds how long
 */
export async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
	signal.throwIfAborted();
	await unlessAborted(sleep(milliseconds), signal);
}

/** What is waited for, or once the signal is aborted, a rejection with the signal's reason. */
export async function unlessAborted<T>(awaited: Promise<T>, signal: AbortSignal): Promise<T> {
	// A signal of its own: Node.js warns in n8n's log of more than ten listeners to the same one, and here there may be hundreds.
	const own = AbortSignal.any([signal]);
	let stopListening = () => {};
	const aborted = new Promise<never>((_, reject) => {
		const listener = () => {
			reject(signal.reason instanceof Error ? signal.reason : new Error('Stopped'));
		};
		own.addEventListener('abort', listener, { once: true });
		stopListening = () => {
			own.removeEventListener('abort', listener);
		};
	});
	try {
		return await Promise.race([awaited, aborted]);
	} finally {
		stopListening();
	}
}
