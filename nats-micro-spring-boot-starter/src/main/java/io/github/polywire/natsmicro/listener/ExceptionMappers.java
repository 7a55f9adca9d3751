package io.github.polywire.natsmicro.listener;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.polywire.natsmicro.MicroRequest;
import org.jspecify.annotations.Nullable;

/**
 * Asks several mappers in turn. More may be added at any time.
 */
final class ExceptionMappers implements ExceptionMapper {

	private final List<ExceptionMapper> mappers = new CopyOnWriteArrayList<>();

	void add(ExceptionMapper mapper) {
		this.mappers.add(mapper);
	}

	@Override
	public @Nullable Object map(Throwable failure, MicroRequest request) throws Exception {
		for (ExceptionMapper mapper : this.mappers) {
			Object mapped = mapper.map(failure, request);
			if (mapped != null || request.isAnswered()) {
				return mapped;
			}
		}
		return null;
	}

}
