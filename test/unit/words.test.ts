import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { messagesInSources } from './messages';
import { WebAdmitApi } from '../../credentials/WebAdmitApi.credentials';
import { WebAdmit } from '../../nodes/WebAdmit/WebAdmit.node';
import { WebAdmitPollingTrigger } from '../../nodes/WebAdmit/WebAdmitPollingTrigger.node';
import { WebAdmitTrigger } from '../../nodes/WebAdmit/WebAdmitTrigger.node';
import { readWorkflowFile, repositoryRoot } from '../n8n-server';

/** Words to avoid, with those to write instead: see "Words" in docs/maintaining.md. */
const AVOIDED: Array<[RegExp, string]> = [
	[/\bdies within\b|\bdead half a\b/i, 'expires after'],
	[/\banew\b/i, 'again, starts over'],
	[/\bany more\b(?! than)/i, 'no longer, gone'],
	[/\bhand(s|ed)? (it|them|over|out|on)\b/i, 'provide, return, give'],
	[/\bwhat (came|comes|became) of\b/i, 'result'],
	[/\ball the same\b/i, 'anyway, still'],
	[/\bnow and then\b/i, 'at set times, regularly, sometimes'],
	[/\bgoes on (in|with)\b/i, 'continues'],
	[/\btells? how far\b/i, "shows a run's progress"],
	[/\bwhat stands in\b/i, 'the value of'],
	[/\bpress on a\b/i, 'click'],
	[/\b(be|is|are) told of\b/i, 'hear about, get an email when'],
	[/\be-mail/i, 'email'],
	[/\b(be|get) rid of\b/i, 'remove'],
	[/\btwice is better\b/i, 'say what happens'],
	[/\bchange over\b/i, 'switch'],
	[/\bfor ever\b/i, 'forever'],
	[/\b(by|in) turns\b/i, 'take turns'],
	[/\bin spite of\b/i, 'even if'],
	[/\bof (its|their|your|our) own making\b/i, 'self-signed, your own'],
	[/\bwhat there is\b/i, 'name it'],
	[/\b(is|are) (never )?believed\b|\bto believe\b/i, 'uses it, takes it as true'],
	[/\bwhoever (runs|started)\b/i, 'the person who, no matter who'],
	[/\bbeside (it|them|n8n)\b/i, 'next to, compared with'],
	[/\b(is|are|was) mended\b/i, 'corrected'],
	[/\bleads? nowhere\b/i, 'is broken'],
	[/\btaken for an?\b/i, 'treats it as'],
	[/\b(for|of) whatever\b/i, 'for every, of any'],
	[/\blicence\b|\bcancelled\b|\bcolour\b|\bbehaviour\b/i, 'license, canceled, color, behavior'],
];

const read = (file: string) => readFileSync(path.join(repositoryRoot, file), 'utf8');

const named = (folder: string, ending: string) =>
	readdirSync(path.join(repositoryRoot, folder), { recursive: true, encoding: 'utf8' })
		.filter((file) => file.endsWith(ending))
		.map((file) => path.join(folder, file));

/** Written by `npm run bench`. */
const MEASURED = 'docs/benchmarks.md';
/** The words to avoid are listed there. */
const WORD_LIST = 'docs/maintaining.md';

const PAGES = [
	'README.md',
	'CHANGELOG.md',
	'CONTRIBUTING.md',
	'SECURITY.md',
	'deploy/README.md',
	'test/n8n-server/README.md',
	'test/sandbox/README.md',
	...named('docs', '.md').filter((page) => page !== MEASURED),
];

/** Text as it is read: in one line, without code, which is not ours to choose. */
const prose = (text: string) =>
	text
		.replace(/^( *)```[^]*?^\1```$/gm, '')
		.replace(/`[^`\n]*`/g, '')
		.replace(/\s+/g, ' ');

/** What stands below the heading "Words", up to the next one of its level. */
const withoutWordList = (text: string) => text.replace(/^## Words$[^]*?(?=^## )/m, '');

function avoidedIn(text: string): string[] {
	return AVOIDED.flatMap(([words, instead]) => {
		const [found] = words.exec(prose(text)) ?? [];
		return found === undefined ? [] : [`"${found}": write "${instead}"`];
	});
}

test.each(PAGES)('%s has no word that is to be avoided', (page) => {
	const text = page === WORD_LIST ? withoutWordList(read(page)) : read(page);
	expect(avoidedIn(text)).toEqual([]);
});

test.each(named('examples', '.json'))('the notes and names in %s have none', (file) => {
	const { nodes } = readWorkflowFile(path.join(repositoryRoot, file));
	const texts = nodes.flatMap(({ name, parameters }) => [name, ...textsOf(parameters.content)]);
	expect(texts.flatMap(avoidedIn)).toEqual([]);
});

/** Every text of a description, however deep. */
function textsOf(value: unknown): string[] {
	if (typeof value === 'string') return [value];
	if (typeof value !== 'object' || value === null) return [];
	return Object.values(value).flatMap(textsOf);
}

test.each([
	['WebAdMIT', new WebAdmit().description],
	['WebAdMIT Trigger', new WebAdmitTrigger().description],
	['WebAdMIT Polling Trigger', new WebAdmitPollingTrigger().description],
	['WebAdMIT API', new WebAdmitApi()],
])('labels and descriptions of %s have none', (_, description) => {
	const texts = textsOf(description);
	expect(texts.length).toBeGreaterThan(10);
	expect(texts.flatMap(avoidedIn)).toEqual([]);
});

test('messages have none', () => {
	const { texts } = messagesInSources();
	expect(texts.length).toBeGreaterThan(50);
	expect(texts.flatMap(avoidedIn)).toEqual([]);
});

test('a word that is to be avoided is found, over the end of a line too', () => {
	expect(avoidedIn('The URL dies\nwithin 30 seconds, and it begins anew.')).toHaveLength(2);
	expect(avoidedIn('Nobody matched. `what stands in` is code.')).toEqual([]);
});

test('the README can be read in five minutes', () => {
	expect(read('README.md').split('\n').length).toBeLessThanOrEqual(141);
});

test.each(['run', 'export', 'batch', 'item', 'execution', 'publish'])(
	'the word list of maintainers has "%s"',
	(word) => {
		const text = read(WORD_LIST);
		const [list = ''] = /^## Words$[^]*?(?=^## )/m.exec(text) ?? [];
		expect(list).toMatch(new RegExp(`^\\| [^|]*\\b${word}\\b`, 'm'));
	},
);
