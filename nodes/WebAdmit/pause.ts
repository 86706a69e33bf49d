import { sleep } from 'n8n-workflow';

/**
 * Waits for a time. When the signal is aborted, it rejects at once with the signal's reason. (The timer still runs to
 * its end, but nothing listens to it. n8n's rules allow no `clearTimeout`, and not all supported versions of n8n have
 * `sleepWithAbort`.)
 *
 * @param milliseconds how long
 */
export async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
	signal.throwIfAborted();
	await unlessAborted(sleep(milliseconds), signal);
}

/** Waits for the promise. When the signal is aborted, it rejects at once with the signal's reason. */
export async function unlessAborted<T>(awaited: Promise<T>, signal: AbortSignal): Promise<T> {
	// Each call listens to a signal of its own. There may be hundreds of calls, and Node.js warns in n8n's log when one
	// signal has more than ten listeners.
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
