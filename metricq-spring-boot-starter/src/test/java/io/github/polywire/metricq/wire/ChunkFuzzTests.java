package io.github.polywire.metricq.wire;

import java.util.Arrays;

import com.google.protobuf.InvalidProtocolBufferException;
import io.github.polywire.metricq.wire.ChunkCodec.DecodedChunk;
import io.github.polywire.metricq.wire.proto.DataChunk;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ChunkFuzzTests {

	@Property
	void decodesWhatItEncoded(@ForAll @Size(max = 50) long[] times, @ForAll double value) {
		double[] values = new double[times.length];
		Arrays.fill(values, value);
		DecodedChunk decoded = ChunkCodec.decode("m", ChunkCodec.encode(times, values, times.length));
		assertThat(decoded.chunk().timesNanos()).containsExactly(times);
		assertThat(decoded.chunk().values()).containsExactly(values);
	}

	@Property
	void decodesBrokenChunksAsTheGeneratedParserDoes(@ForAll @Size(min = 1, max = 20) long[] times,
			@ForAll @IntRange(max = 400) int position, @ForAll byte replacement) {
		byte[] body = ChunkCodec.encode(times, new double[times.length], times.length);
		body[position % body.length] = replacement;
		assertSameAsGenerated(body);
	}

	@Property
	void decodesAnyBytesAsTheGeneratedParserDoes(@ForAll @Size(max = 40) byte[] body) {
		assertSameAsGenerated(body);
	}

	private static void assertSameAsGenerated(byte[] body) {
		DataChunk expected;
		try {
			expected = DataChunk.parseFrom(body);
		}
		catch (InvalidProtocolBufferException ex) {
			assertThatExceptionOfType(WireFormatException.class).isThrownBy(() -> ChunkCodec.decode("m", body));
			return;
		}
		DecodedChunk decoded = ChunkCodec.decode("m", body);
		int size = Math.min(expected.getTimeDeltaCount(), expected.getValueCount());
		assertThat(decoded.chunk().size()).isEqualTo(size);
		long time = 0;
		for (int i = 0; i < size; i++) {
			time += expected.getTimeDelta(i);
			assertThat(decoded.chunk().timeNanos(i)).isEqualTo(time);
			assertThat(decoded.chunk().value(i)).isEqualTo(expected.getValue(i));
		}
	}

}
