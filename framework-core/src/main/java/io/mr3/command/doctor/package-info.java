/** Checks of {@code mr3 doctor}. They change nothing on the machine. */
package io.mr3.command.doctor;
