import { unreachableCallback } from '../../../nodes/WebAdmit/callbacks/reachable';

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
