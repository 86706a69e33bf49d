import { once } from 'node:events';
import { type ParsedMail, simpleParser } from 'mailparser';
import { SMTPServer } from 'smtp-server';

const USER = 'n8n';
const PASSWORD = 'smtp-password';

/** A mail server on this machine that keeps what it is sent. */
export interface Mailbox {
	/** The data of an n8n credential `smtp` for it. */
	credential: Record<string, string | number | boolean>;
	/** The emails so far, as a mail program reads them. */
	mails: ParsedMail[];
	close(): Promise<void>;
}

/** Opens a mail server that asks for a user and a password, and accepts every email from who has them. */
export async function openMailbox(): Promise<Mailbox> {
	const mails: ParsedMail[] = [];
	const server = new SMTPServer({
		// Its certificate would be one that nobody has signed.
		disabledCommands: ['STARTTLS'],
		allowInsecureAuth: true,
		onAuth({ username, password }, _session, done) {
			if (username === USER && password === PASSWORD) done(null, { user: USER });
			else done(new Error('The password is wrong'));
		},
		onData(stream, _session, done) {
			simpleParser(stream).then((mail) => {
				mails.push(mail);
				done();
			}, done);
		},
	});
	const listener = server.listen(0, '127.0.0.1');
	await once(listener, 'listening');
	const address = listener.address();
	if (address === null || typeof address === 'string') throw new Error('The mailbox has no port');
	return {
		credential: {
			user: USER,
			password: PASSWORD,
			host: '127.0.0.1',
			port: address.port,
			secure: false,
			disableStartTls: true,
		},
		mails,
		close: async () => {
			server.close();
			await once(listener, 'close');
		},
	};
}
