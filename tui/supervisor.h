/* SPDX-License-Identifier: MIT */
/* supervisor.h - the process that gives the terminal back whatever ends the explorer.
 * Place:     main wraps the explorer in it. The parent remembers the terminal's settings, forks
 *            the explorer and waits; after any end that was not an orderly one, kill -9 included,
 *            it writes the sequences that undo full-screen mode and puts the settings back.
 * Jobs:      when the explorer stops (Ctrl-z), the parent restores the terminal and stops itself,
 *            so the shell takes over; when it is continued, so is the explorer.
 * Signals:   INT TERM HUP QUIT that reach the parent go to the explorer. If the parent dies, the
 *            explorer gets SIGHUP. Until the terminal is open, and its loop answers them, they put the
 *            settings back and end the explorer.
 */
#ifndef FAASMAP_SUPERVISOR_H
#define FAASMAP_SUPERVISOR_H

/* Runs job(arg) in a child. Returns its exit status, or 128 + the signal that killed it. Where no
 * terminal is found or no process can be made, the job runs in this process. */
int supervisor_run(int (*job)(void *arg), void *arg);

/* Second line of defence, in the explorer: a crash handler (SEGV ABRT BUS FPE ILL) and the hook
 * of die(). Both write the restoring sequences with async-signal-safe calls only; fd is the
 * terminal. supervisor_disarm() removes them. */
void supervisor_arm(int fd);
void supervisor_disarm(void);

#endif
