/** The time between two lines, where lines can't be rewritten (a log, CI). */
const LOG_EVERY_SECONDS = 15;

/**
 * Shows that a long step is running. A terminal has one line that counts the seconds. Elsewhere, a line is added
 * regularly.
 *
 * @template T
 * @param {string} label
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withProgress(label, work) {
	const begun = Date.now();
	const seconds = () => Math.round((Date.now() - begun) / 1000);
	const rewrite = Boolean(process.stdout.isTTY);
	if (rewrite) process.stdout.write(`${label} …`);
	else console.log(`${label} …`);

	const timer = setInterval(
		() => {
			if (rewrite) process.stdout.write(`\r${label} … ${seconds()} s`);
			else console.log(`  … ${seconds()} s`);
		},
		(rewrite ? 1 : LOG_EVERY_SECONDS) * 1000,
	);
	const end = (word) =>
		process.stdout.write(`${rewrite ? '\r' : ''}${label}: ${word} after ${seconds()} s\n`);
	try {
		const result = await work();
		end('done');
		return result;
	} catch (error) {
		end('failed');
		throw error;
	} finally {
		clearInterval(timer);
	}
}
