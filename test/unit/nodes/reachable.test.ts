import {
	assertCallable,
	MAKE_REACHABLE,
	unreachableCallback,
} from '../../../nodes/WebAdmit/callbacks/reachable';
import { exportFile } from '../../../nodes/WebAdmit/runs/kinds/exportFile';
import { pdfManagerBatch } from '../../../nodes/WebAdmit/runs/kinds/pdfManagerBatch';
import type { RunKind } from '../../../nodes/WebAdmit/runs/RunKind';
import { explanation, thrownBy } from './explanation';

const PRODUCTION = 'https://api.webadmit.org';

describe('unreachableCallback', () => {
	it.each(['https://n8n.example.edu/webhook/1', 'http://8.8.8.8:5678/webhook/1'])(
		'nothing speaks against %s',
		(url) => {
			expect(unreachableCallback(url, PRODUCTION)).toBeUndefined();
		},
	);

	it.each([
		['http://localhost:5678/webhook/1?signature=a', 'http://localhost:5678'],
		['https://192.168.1.5/webhook/1', 'https://192.168.1.5'],
	])('names the beginning of %s, and nothing that follows it', (url, origin) => {
		expect(unreachableCallback(url, PRODUCTION)).toBe(
			`WebAdMIT cannot call back: the callback URL begins with ${origin}, which only your own network can reach`,
		);
	});

	it('nothing speaks against it where WebAdMIT is in the private network too', () => {
		expect(
			unreachableCallback('http://localhost:5678/webhook/1', 'http://127.0.0.1:8080'),
		).toBeUndefined();
	});
});

describe('assertCallable', () => {
	const check = (kind: RunKind, url: string) => () => {
		assertCallable(kind, url, PRODUCTION, MAKE_REACHABLE);
	};

	it.each([
		[exportFile, 'http://n8n.example.edu/webhook/1'],
		[exportFile, 'https://n8n.example.edu/webhook/1'],
		[pdfManagerBatch, 'https://n8n.example.edu/webhook/1'],
	])('lets a URL pass that WebAdMIT takes', (kind, url) => {
		expect(check(kind, url)).not.toThrow();
	});

	it.each([
		[
			pdfManagerBatch,
			'http://n8n.example.edu/webhook/1?signature=a',
			'for a batch it calls only https:// addresses, but the callback URL begins with http://n8n.example.edu',
		],
		[
			exportFile,
			'http://localhost:5678/webhook/1?signature=a',
			'the callback URL begins with http://localhost:5678, which only your own network can reach',
		],
	])('says what to set otherwise, and nothing of what may be secret', (kind, url, problem) => {
		expect(explanation(thrownBy(check(kind, url)))).toEqual({
			message: `WebAdMIT cannot call back: ${problem}`,
			description: MAKE_REACHABLE,
		});
	});
});
