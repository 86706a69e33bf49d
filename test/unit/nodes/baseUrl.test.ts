import fc from 'fast-check';
import { ExplainedError } from '../../../nodes/WebAdmit/errors';
import { resolveBaseUrl } from '../../../nodes/WebAdmit/transport/baseUrl';
import { explanation, thrownBy } from './explanation';

const NO_URL = {
	message: "The 'Base URL' of the WebAdMIT credential is not a URL",
	description:
		"Open the credential and enter the address of your school's WebAdMIT, e.g. https://myschool.webadmit.org",
};

const NOT_ENCRYPTED = {
	message: "The 'Base URL' of the WebAdMIT credential must begin with https://",
	description:
		'Your API key would travel unencrypted. Open the credential and write https:// (http:// is accepted only for a server on the same machine).',
};

describe('the environments', () => {
	it.each([
		['production', 'https://api.webadmit.org'],
		['prelaunch', 'https://prelaunch.webadmit.org'],
		// A credential that was saved without the field has its default.
		[undefined, 'https://api.webadmit.org'],
		['', 'https://api.webadmit.org'],
		[null, 'https://api.webadmit.org'],
	])('%s has its own root URL, whatever the base URL says', (environment, rootUrl) => {
		expect(resolveBaseUrl(environment, 'https://elsewhere.example')).toBe(rootUrl);
		expect(resolveBaseUrl(environment, undefined)).toBe(rootUrl);
	});

	// Names that every object has must not be taken for environments.
	it.each(['custom', 'staging', 'Production', 'constructor', 'toString', '__proto__'])(
		'%s uses the base URL',
		(environment) => {
			expect(resolveBaseUrl(environment, 'https://myschool.webadmit.org')).toBe(
				'https://myschool.webadmit.org',
			);
		},
	);
});

describe('a base URL', () => {
	it.each([
		['https://myschool.webadmit.org', 'https://myschool.webadmit.org'],
		['https://myschool.webadmit.org/', 'https://myschool.webadmit.org'],
		// As copied from a document.
		['\u00A0https://myschool.webadmit.org\u00A0', 'https://myschool.webadmit.org'],
		['  https://myschool.webadmit.org//\n', 'https://myschool.webadmit.org'],
		['HTTPS://MySchool.WebAdMIT.org', 'https://myschool.webadmit.org'],
		['https://myschool.webadmit.org:8443', 'https://myschool.webadmit.org:8443'],
		['https://myschool.webadmit.org:443', 'https://myschool.webadmit.org'],
		['https://proxy.example.edu/webadmit/', 'https://proxy.example.edu/webadmit'],
		['https://proxy.example.edu/a//b///', 'https://proxy.example.edu/a//b'],
		// As WebAdMIT's documentation has it.
		['https://myschool.webadmit.org/api/v1', 'https://myschool.webadmit.org'],
		['https://myschool.webadmit.org/API/v1/', 'https://myschool.webadmit.org'],
		['https://myschool.webadmit.org//api//v1//', 'https://myschool.webadmit.org'],
		['https://myschool.webadmit.org/api/v1/user_identities', 'https://myschool.webadmit.org'],
		['https://proxy.example.edu/webadmit/api', 'https://proxy.example.edu/webadmit/api'],
		['https://proxy.example.edu/webadmit/api/v1', 'https://proxy.example.edu/webadmit'],
		['https://proxy.example.edu/webadmitapi/v1', 'https://proxy.example.edu/webadmitapi/v1'],
		['https://proxy.example.edu/v1', 'https://proxy.example.edu/v1'],
		['https://proxy.example.edu/api/v1/webadmit/', 'https://proxy.example.edu/api/v1/webadmit'],
		[
			'https://proxy.example.edu/api/v1/webadmit/api/v1',
			'https://proxy.example.edu/api/v1/webadmit',
		],
		['https://proxy.example.edu/a/api/v1/exports/1', 'https://proxy.example.edu/a'],
		['https://proxy.example.edu/api/v1/api/v1', 'https://proxy.example.edu'],
		['https://user:secret@myschool.webadmit.org/?a=b#c', 'https://myschool.webadmit.org'],
		['http://localhost:8080', 'http://localhost:8080'],
		['http://127.0.0.1:8080/', 'http://127.0.0.1:8080'],
		['http://127.1.2.3', 'http://127.1.2.3'],
		['http://[::1]:8080', 'http://[::1]:8080'],
	])('%j is %s', (baseUrl, expected) => {
		expect(resolveBaseUrl('custom', baseUrl)).toBe(expected);
	});

	it.each(['', '   ', 'myschool.webadmit.org', '/api', 'https://', undefined, null, 42])(
		'%j is not a URL',
		(baseUrl) => {
			expect(explanation(thrownBy(() => resolveBaseUrl('custom', baseUrl)))).toEqual(NO_URL);
		},
	);

	it.each([
		'http://myschool.webadmit.org',
		'http://localhost.example.org',
		'http://mylocalhost',
		'http://127.0.0.1.example.org',
		'http://10.0.0.1',
		'http://[::2]',
		'http://user@example.org:80',
		'ftp://localhost',
		'localhost:8080',
		'file:///etc/passwd',
		'javascript:alert(1)',
	])('%s would send the key unencrypted', (baseUrl) => {
		expect(explanation(thrownBy(() => resolveBaseUrl('custom', baseUrl)))).toEqual(NOT_ENCRYPTED);
	});

	it('is either refused or one that the key may go to', () => {
		const written = fc.oneof(
			fc.string(),
			fc.webUrl({ withQueryParameters: true, withFragments: true }),
			fc.webUrl({ validSchemes: ['https'] }).map((url) => `${url}///`),
			fc
				.tuple(fc.constantFrom('http', 'https', 'ftp'), fc.ipV4())
				.map(([scheme, host]) => `${scheme}://${host}/`),
		);
		fc.assert(
			fc.property(written, (baseUrl) => {
				let resolved: string;
				try {
					resolved = resolveBaseUrl('custom', baseUrl);
				} catch (error) {
					expect(error).toBeInstanceOf(ExplainedError);
					return;
				}
				expect(resolved).toMatch(/^(https:\/\/|http:\/\/(localhost|127\.[\d.]+|\[::1\])(:|\/|$))/);
				expect(resolved).not.toMatch(/\/$|[?#]/);
				expect(new URL(resolved).username).toBe('');
				expect(resolveBaseUrl('custom', resolved)).toBe(resolved);
			}),
			{ numRuns: 300 },
		);
	});
});
