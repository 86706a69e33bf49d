import type { Night } from '../record';
import type { Invariant } from './excuses';
import { ordersAreDelivered, schedulesAreDelivered } from './deliveries';
import { changesAreMadeOrReported } from './changes';
import {
	callbacksAreDelivered,
	nothingIsDeliveredTwice,
	nothingIsForged,
	pollsAreDelivered,
} from './triggers';
import {
	keyStays,
	nothingIsAskedAfterTheEnd,
	nothingIsLeftOpen,
	runsAreStartedAsAskedFor,
	secretsStay,
} from './calls';

export { FIRES, unconfirmed, wasStopped } from './excuses';

/** The invariants, by the names that the documentation has for them. */
export const INVARIANTS: Readonly<Record<string, Invariant>> = {
	'Every order was delivered, or an error says what was not': ordersAreDelivered,
	'Every callback that n8n took was delivered by its trigger': callbacksAreDelivered,
	'Every change was made or reported, and no other was made': changesAreMadeOrReported,
	'Every run that finished was found once by the polling trigger': pollsAreDelivered,
	'Every scheduled execution delivered, or an error says what it did not': schedulesAreDelivered,
	'Nothing was delivered twice by one trigger': nothingIsDeliveredTwice,
	'No false callback started an execution': nothingIsForged,
	'No more runs were started than asked for, and each trigger has started its own':
		runsAreStartedAsAskedFor,
	'No call after the end': nothingIsAskedAfterTheEnd,
	'The key went to the API only': keyStays,
	"No key and no signed URL in n8n's folder or executions": secretsStay,
	'No connection left open': nothingIsLeftOpen,
};

/** What is wrong with a night: the name of an invariant, and a sentence about the case. */
export interface Breach {
	name: string;
	what: string;
}

/** All that is wrong with a night. Empty if every invariant holds. */
export const broken = (night: Night): Breach[] =>
	Object.entries(INVARIANTS).flatMap(([name, invariant]) =>
		invariant(night).map((what) => ({ name, what })),
	);

/** Whether one of the invariants is broken that were broken before. */
export const isBrokenAlike = (before: Breach[], now: Breach[]): boolean =>
	now.some(({ name }) => before.some((one) => one.name === name));
