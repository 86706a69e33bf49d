import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { repositoryRoot } from '../n8n-server';

/** All pages of the repository, new ones included, without what git ignores. */
const pages = execFileSync(
	'git',
	['ls-files', '--cached', '--others', '--exclude-standard', '*.md'],
	{ cwd: repositoryRoot, encoding: 'utf8' },
)
	.trim()
	.split('\n')
	.filter((page) => existsSync(path.join(repositoryRoot, page)));

const read = (page: string) => readFileSync(path.join(repositoryRoot, page), 'utf8');

/** A page without its code, where brackets and # mean other things. */
const prose = (page: string) =>
	read(page)
		.replace(/^( *)```[^]*?^\1```$/gm, '')
		.replace(/`[^`\n]*`/g, (code) => code.replace(/[[\]()<>#]/g, ' '));

/** The anchors that GitHub gives the headings of a page. */
function anchorsOf(page: string): Set<string> {
	const anchors = new Set<string>();
	const headings = read(page)
		.replace(/^( *)```[^]*?^\1```$/gm, '')
		.matchAll(/^#+ (.+)$/gm);
	for (const [, heading = ''] of headings) {
		const text = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
		const anchor = text.replace(/[^\p{L}\p{N}\s_-]/gu, '').replace(/\s/g, '-');
		let number = 0;
		let own = anchor;
		while (anchors.has(own)) own = `${anchor}-${++number}`;
		anchors.add(own);
	}
	return anchors;
}

/** What a page links to within the repository. */
const linksOf = (page: string): string[] =>
	[...prose(page).matchAll(/\]\(([^()\s]+)\)/g)]
		.map(([, target = '']) => target)
		.filter((target) => !/^[a-z]+:/.test(target));

function isThere(page: string, link: string): boolean {
	const [file = '', anchor] = link.split('#');
	const target = file === '' ? page : path.posix.join(path.posix.dirname(page), file);
	const place = path.join(repositoryRoot, target);
	if (!existsSync(place)) return false;
	if (anchor === undefined) return true;
	return statSync(place).isFile() && anchorsOf(target).has(anchor);
}

test.each(pages)('the links of %s lead somewhere', (page) => {
	expect(linksOf(page).filter((link) => !isThere(page, link))).toEqual([]);
});

test('a link that leads nowhere is noticed', () => {
	expect(isThere('docs/README.md', 'install.md#remove')).toBe(true);
	expect(isThere('docs/README.md', 'install.md#nowhere')).toBe(false);
	expect(isThere('docs/README.md', 'nowhere.md')).toBe(false);
	expect(linksOf('docs/README.md').length).toBeGreaterThan(8);
});

test('the index of docs has every page, with a line about it', () => {
	const index = read('docs/README.md');
	const missing = pages
		.filter((page) => /^docs\/[^/]+\.md$/.test(page) && page !== 'docs/README.md')
		.map((page) => path.posix.basename(page))
		.filter((page) => !new RegExp(`^- \\[[^\\]]+\\]\\(${page}\\): .+`, 'm').test(index));

	expect(missing).toEqual([]);
});
