package io.github.polywire.dxlstreaming;

/**
 * Given to a listener with {@link DxlAckMode#MANUAL}: what is not acknowledged when the
 * listener returns is delivered again.
 */
public interface DxlAcknowledgment {

	/**
	 * Marks what the listener was called with as handled, and so to be committed. May be
	 * called from any thread, but only before the listener has returned; later calls are
	 * without effect.
	 */
	void acknowledge();

}
