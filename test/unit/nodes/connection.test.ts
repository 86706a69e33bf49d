import { ExplainedError } from '../../../nodes/WebAdmit/errors';
import {
	ConnectionFailure,
	connectionFailure,
	FILE_HOST,
	WEBADMIT,
} from '../../../nodes/WebAdmit/transport/connection';
import { explanation, thrownBy } from './explanation';

const DESCRIPTION =
	'Check that n8n can reach the address in the credential (firewall, proxy, spelling), then run this again.';

function errorWithCode(code: unknown, message = 'Request failed'): Error {
	return Object.assign(new Error(message), { code });
}

/** An error inside of so many others. */
function wrapped(error: unknown, times: number): unknown {
	return times === 0 ? error : new Error('wrapped', { cause: wrapped(error, times - 1) });
}

function causeOf(error: unknown): string {
	const { message, description } = explanation(connectionFailure(error, WEBADMIT));
	expect(description).toBe(DESCRIPTION);
	expect(message).toMatch(/^WebAdMIT could not be reached: /);
	return message.slice('WebAdMIT could not be reached: '.length);
}

describe('connectionFailure', () => {
	it.each([
		['ECONNREFUSED', 'the connection was refused'],
		['ECONNRESET', 'the connection was cut off'],
		['ECONNABORTED', 'there was no answer in time'],
		['EPIPE', 'the connection was cut off'],
		['ETIMEDOUT', 'there was no answer in time'],
		['ENOTFOUND', 'the host name is not known'],
		['EAI_AGAIN', 'the host name could not be looked up'],
		['EHOSTUNREACH', "n8n's network has no connection to the host"],
		['ENETUNREACH', "n8n's network has no connection to the host"],
	])('says what %s means', (code, cause) => {
		expect(causeOf(errorWithCode(code))).toBe(cause);
		// n8n wraps what went wrong in an error of its own, and need not make it an Error.
		expect(causeOf(wrapped(errorWithCode(code), 2))).toBe(cause);
		expect(causeOf({ cause: { code } })).toBe(cause);
	});

	it.each([
		['ECONNREFUSED', false],
		['ENOTFOUND', false],
		['EAI_AGAIN', false],
		['EHOSTUNREACH', false],
		['ENETUNREACH', false],
		['ECONNRESET', true],
		['ECONNABORTED', true],
		['EPIPE', true],
		['ETIMEDOUT', true],
		['unknown', true],
		['CERT_HAS_EXPIRED', false],
		['DEPTH_ZERO_SELF_SIGNED_CERT', false],
		['UNABLE_TO_VERIFY_LEAF_SIGNATURE', false],
		['ERR_TLS_CERT_ALTNAME_INVALID', false],
	])('knows whether somebody may have read the request: %s, %s', (code, mayHaveArrived) => {
		const failure = connectionFailure(wrapped(errorWithCode(code), 1), WEBADMIT);
		expect(failure.mayHaveArrived).toBe(mayHaveArrived);
		expect(failure.after(2).mayHaveArrived).toBe(mayHaveArrived);
	});

	it.each([
		['ECONNREFUSED', true],
		['ENOTFOUND', true],
		['ECONNRESET', true],
		['ETIMEDOUT', true],
		['unknown', true],
		['CERT_HAS_EXPIRED', false],
		['DEPTH_ZERO_SELF_SIGNED_CERT', false],
		['UNABLE_TO_VERIFY_LEAF_SIGNATURE', false],
		['ERR_TLS_CERT_ALTNAME_INVALID', false],
	])('knows whether it may pass: %s, %s', (code, isPassing) => {
		const failure = connectionFailure(wrapped(errorWithCode(code), 1), WEBADMIT);
		expect(failure.isPassing).toBe(isPassing);
		expect(failure.after(2).isPassing).toBe(isPassing);
	});

	it('knows whether somebody has said what happened', () => {
		expect(connectionFailure(errorWithCode('EUNKNOWN'), WEBADMIT).hasCode).toBe(true);
		expect(connectionFailure(new Error('No credentials'), WEBADMIT).hasCode).toBe(false);
	});

	it.each([
		[
			'write EPROTO 80DC:error:0A00010B:SSL routines:ssl3_get_record:wrong version number:../ssl3_record.c:350:',
			"the server at that address doesn't use HTTPS",
		],
		[
			'write EPROTO 80DC:error:0A000410:SSL routines:ssl3_read_bytes:sslv3 alert handshake failure:../rec_layer_s3.c:1601:',
			'n8n and the server at that address (or a proxy on the way) have no encryption (TLS) in common',
		],
	])('knows what it means that no encrypted connection comes about: %s', (message, cause) => {
		const error = Object.assign(new Error(message), { code: 'EPROTO' });
		expect(causeOf(error)).toBe(cause);
		const failure = connectionFailure(wrapped(error, 1), WEBADMIT);
		expect(failure.mayHaveArrived).toBe(false);
		expect(failure.isPassing).toBe(false);
	});

	it('names who did not answer, and what to do about it', () => {
		expect(explanation(connectionFailure(errorWithCode('EPIPE'), FILE_HOST))).toEqual({
			message: 'The host of the file could not be reached: the connection was cut off',
			description:
				"WebAdMIT keeps its files on another host (Amazon S3). Check that n8n's firewall or proxy lets n8n reach it, then run this again.",
		});
	});

	it.each([new Error('certificate has expired'), { message: 'certificate has expired' }])(
		'says what the error says, be it an Error or not',
		(error) => {
			expect(causeOf(error)).toBe('certificate has expired');
		},
	);

	it('finds the code that it knows behind one that it does not', () => {
		const error = Object.assign(new Error('Bad response', { cause: errorWithCode('ECONNRESET') }), {
			code: 'ERR_BAD_RESPONSE',
		});
		expect(causeOf(error)).toBe('the connection was cut off');
	});

	// Names that every object has must not be taken for codes.
	it.each(['EUNKNOWN', '', 42, undefined, null, 'toString', 'constructor'])(
		'says what the error says when the code is %j',
		(code) => {
			expect(causeOf(errorWithCode(code, 'certificate has expired'))).toBe(
				'certificate has expired',
			);
		},
	);

	it('has no secrets of that', () => {
		const key = '0123456789abcdef0123456789abcdef';
		expect(causeOf(new Error(`GET https://s3.example/a?Signature=b with ${key} failed`))).toBe(
			'GET https://s3.example/a?… with [hidden] failed',
		);
	});

	it.each([undefined, null, 'a text', 42, {}, { message: 42 }, new Error('')])(
		'says that the reason is not known for %j',
		(error) => {
			expect(causeOf(error)).toBe('the reason is not known');
		},
	);

	it('lets an error of our own through, however deep n8n has wrapped it', () => {
		const own = new ExplainedError('The key is not sent there', { description: 'Choose another.' });
		for (const times of [0, 1, 9]) {
			expect(thrownBy(() => connectionFailure(wrapped(own, times), WEBADMIT))).toBe(own);
		}
		const coded = Object.assign(new Error('wrapped', { cause: own }), { code: 'ECONNRESET' });
		expect(thrownBy(() => connectionFailure(coded, WEBADMIT))).toBe(own);
	});

	it('knows how often it was tried', () => {
		const failure = connectionFailure(errorWithCode('EPIPE'), WEBADMIT);
		expect(failure).toBeInstanceOf(ConnectionFailure);
		expect(explanation(failure.after(1))).toEqual(explanation(failure));
		const twice = failure.after(2);
		expect(twice).toBeInstanceOf(ConnectionFailure);
		expect(explanation(twice)).toEqual({
			message: 'WebAdMIT could not be reached: the connection was cut off (tried 2 times)',
			description: DESCRIPTION,
		});
		expect(explanation(twice.after(5)).message).toBe(
			'WebAdMIT could not be reached: the connection was cut off (tried 5 times)',
		);
	});

	it('looks at ten errors of a chain and no further', () => {
		expect(causeOf(wrapped(errorWithCode('EPIPE'), 9))).toBe('the connection was cut off');
		expect(causeOf(wrapped(errorWithCode('EPIPE'), 10))).toBe('wrapped');
	});

	it('comes to an end where an error is its own cause', () => {
		const error = new Error('going round');
		error.cause = error;
		expect(causeOf(error)).toBe('going round');
	});

	it('keeps nothing of the original, which holds the key', () => {
		const error = Object.assign(errorWithCode('ECONNRESET'), {
			config: { headers: { 'x-api-key': 'secret' } },
		});
		expect(connectionFailure(error, WEBADMIT).cause).toBeUndefined();
		expect(JSON.stringify(connectionFailure(error, WEBADMIT))).not.toContain('secret');
	});
});
