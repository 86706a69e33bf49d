const LOOK_AGAIN_MS = 10;

/** Resolves as soon as the condition holds; rejects when it does not within that many seconds. */
export async function until(condition: () => boolean, what: string, seconds = 10): Promise<void> {
	const deadline = Date.now() + seconds * 1_000;
	while (!condition()) {
		if (Date.now() > deadline) throw new Error(`Waited in vain until ${what}`);
		await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
	}
}
