/**
 * Finite state machines: a declared table says which moves are legal, a machine decides which of them to make, its owner
 * acts. Entities keep their data elsewhere; a machine knows only what its decisions need.
 */
package io.mr3.common.fsm;
