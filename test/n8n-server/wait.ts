import { setTimeout as delay } from 'node:timers/promises';

export interface WaitOptions {
	/** What is waited for, for the error. */
	what: string;
	timeoutMs: number;
	everyMs?: number;
	/** More to say in the error: the state that it was in when time was up. */
	explain?: () => string;
}

/** Asks again and again until there is an answer other than `undefined`, or time is up. */
export async function waitFor<T>(
	ask: () => Promise<T | undefined> | T | undefined,
	{ what, timeoutMs, everyMs = 100, explain }: WaitOptions,
): Promise<T> {
	const deadline = Date.now() + timeoutMs;
	for (;;) {
		const answer = await ask();
		if (answer !== undefined) return answer;
		if (Date.now() >= deadline) {
			const more = explain ? `\n${explain()}` : '';
			throw new Error(`Waited ${timeoutMs / 1000} s in vain: ${what}${more}`);
		}
		await delay(everyMs);
	}
}
