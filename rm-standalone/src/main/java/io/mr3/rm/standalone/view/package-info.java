/** A standalone cluster at one moment, as people and programs see it: immutable, the same for web page, JSON, metrics and commands. */
package io.mr3.rm.standalone.view;
