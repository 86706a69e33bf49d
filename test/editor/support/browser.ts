import { type Browser, chromium, selectors } from 'playwright-core';

/** Named by `scripts/run.mjs`, which looks for a Chromium on this machine. */
const VARIABLE = 'CHROMIUM_PATH';

/** What keeps Chromium to the page that it is shown, and lets it run as root in a container. */
const FLAGS = [
	'--no-sandbox',
	'--disable-gpu',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
];

/** Starts the machine's Chromium, without a window. */
export async function startBrowser(): Promise<Browser> {
	const executablePath = process.env[VARIABLE];
	if (executablePath === undefined) {
		throw new Error(`${VARIABLE} must name a Chromium: "npm run test:editor" looks for one`);
	}
	// The attribute that n8n's editor marks its parts with.
	selectors.setTestIdAttribute('data-test-id');
	return await chromium.launch({ executablePath, args: FLAGS });
}
