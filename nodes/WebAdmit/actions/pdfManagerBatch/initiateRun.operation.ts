import { initiateRunOf } from '../runs/initiateRun';
import type { Operation } from '../operation/types';
import { panel } from './panel';

export const option: Operation['option'] = {
	name: 'Initiate Run',
	value: 'initiateRun',
	action: 'Initiate run of PDF manager template',
	description: 'Start a template, and choose whether and how to wait for its batch',
};

export const { description, execute, finish } = initiateRunOf(panel);
