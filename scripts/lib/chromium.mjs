import { existsSync } from 'node:fs';
import path from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

/** The path of a Chromium: the one in CHROMIUM_PATH, or else one on the PATH. */
function findChromium() {
	if (process.env.CHROMIUM_PATH) return process.env.CHROMIUM_PATH;
	const folders = (process.env.PATH ?? '').split(path.delimiter);
	return folders
		.flatMap((folder) => NAMES.map((name) => path.join(folder, name)))
		.find((file) => existsSync(file));
}

/**
 * Sets CHROMIUM_PATH, so that everything that needs a browser finds one.
 *
 * @returns {boolean} false if there is none
 */
export function provideChromium() {
	const found = findChromium();
	if (found !== undefined) process.env.CHROMIUM_PATH = found;
	return found !== undefined;
}

/** The message if there is none. */
export const NO_CHROMIUM =
	'There is no Chromium on this machine: install one (Debian: apt-get install chromium), or name it in CHROMIUM_PATH.';
