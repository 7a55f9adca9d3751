package io.github.polywire.rabibridge.wire;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * A msgpack extension value other than a timestamp, handed through as it came.
 *
 * @param type the application's type, -128 to 127
 * @param data the bytes
 */
public record ExtensionValue(byte type, byte[] data) {

	@Override
	public boolean equals(Object other) {
		return other instanceof ExtensionValue that && this.type == that.type && Arrays.equals(this.data, that.data);
	}

	@Override
	public int hashCode() {
		return 31 * this.type + Arrays.hashCode(this.data);
	}

	@Override
	public String toString() {
		return "ExtensionValue[type=" + this.type + ", data=" + HexFormat.of().formatHex(this.data) + "]";
	}

}
