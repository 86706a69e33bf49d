import { readFileSync } from 'node:fs';
import path from 'node:path';

/** The text after a version that is not released yet. */
const OPEN = '(not yet released)';

/** The path of a folder's changelog. */
export const changelogFile = (folder) => path.join(folder, 'CHANGELOG.md');

/** @returns {{ heading: string, text: string }[]} the entries, each with the line `## 1.2.3 (…)` and what follows. */
function entries(changelog) {
	return changelog
		.split(/^(?=## )/m)
		.filter((part) => part.startsWith('## '))
		.map((part) => {
			const [heading = '', ...lines] = part.split('\n');
			return { heading, text: lines.join('\n') };
		});
}

/**
 * The entry of a version, if it says something.
 *
 * @param {string} folder the folder of the changelog
 * @param {string} version e.g. `1.2.3`
 * @returns {{ heading: string, isOpen: boolean, newest: boolean }}
 * @throws Error if there is no entry, or it is empty.
 */
export function findEntry(folder, version) {
	const all = entries(readFileSync(changelogFile(folder), 'utf8'));
	const index = all.findIndex(({ heading }) => heading.split(' ')[1] === version);
	const entry = all[index];
	if (!entry) throw new Error(`CHANGELOG.md has no entry "## ${version} ${OPEN}".`);
	if (entry.text.trim() === '')
		throw new Error(`The entry of ${version} in CHANGELOG.md is empty.`);
	return {
		heading: entry.heading,
		isOpen: entry.heading === `## ${version} ${OPEN}`,
		newest: index === 0,
	};
}
