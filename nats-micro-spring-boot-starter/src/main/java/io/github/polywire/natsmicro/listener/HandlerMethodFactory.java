package io.github.polywire.natsmicro.listener;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.messaging.Message;
import org.springframework.messaging.converter.ByteArrayMessageConverter;
import org.springframework.messaging.converter.CompositeMessageConverter;
import org.springframework.messaging.converter.JacksonJsonMessageConverter;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.messaging.converter.StringMessageConverter;
import org.springframework.messaging.handler.annotation.support.DefaultMessageHandlerMethodFactory;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolver;
import org.springframework.messaging.handler.invocation.HandlerMethodArgumentResolverComposite;
import org.springframework.messaging.handler.invocation.InvocableHandlerMethod;
import org.springframework.validation.Validator;

/**
 * Makes the invocable methods of handlers: Spring's, whose failures to bind arguments are
 * told apart from those of the methods, and which also check the constraints on their
 * parameters where Bean Validation is there.
 */
final class HandlerMethodFactory extends DefaultMessageHandlerMethodFactory {

	private final @Nullable ParameterValidator parameterValidator;

	private final HandlerMethodArgumentResolverComposite resolvers = new HandlerMethodArgumentResolverComposite();

	HandlerMethodFactory(List<MessageConverter> converters, JsonMapper mapper, @Nullable Validator validator,
			@Nullable ParameterValidator parameterValidator) {
		this.parameterValidator = parameterValidator;
		List<MessageConverter> all = new ArrayList<>(converters);
		all.add(new ByteArrayMessageConverter());
		all.add(new StringMessageConverter());
		all.add(new JacksonJsonMessageConverter(mapper));
		setMessageConverter(new CompositeMessageConverter(all));
		if (validator != null && parameterValidator == null) {
			setValidator(validator);
		}
	}

	@Override
	public void afterPropertiesSet() {
		super.afterPropertiesSet();
		this.resolvers.addResolvers(initArgumentResolvers());
	}

	@Override
	protected List<HandlerMethodArgumentResolver> initArgumentResolvers() {
		List<HandlerMethodArgumentResolver> all = new ArrayList<>();
		// Before Spring's, which would bind its own headers to any map.
		all.add(new BodyArgumentResolver());
		all.addAll(super.initArgumentResolvers());
		return all;
	}

	@Override
	public InvocableHandlerMethod createInvocableHandlerMethod(Object bean, Method method) {
		// Also where Spring's own proxy validates the bean once more: the caller gets one
		// sentence, whichever it is.
		ParameterValidator effective = (this.parameterValidator != null
				&& this.parameterValidator.isConstrained(method)) ? this.parameterValidator : null;
		BoundHandlerMethod bound = new BoundHandlerMethod(bean, method, effective);
		bound.setMessageMethodArgumentResolvers(this.resolvers);
		return bound;
	}

	private static final class BoundHandlerMethod extends InvocableHandlerMethod {

		private final @Nullable ParameterValidator validator;

		private BoundHandlerMethod(Object bean, Method method, @Nullable ParameterValidator validator) {
			super(bean, method);
			this.validator = validator;
		}

		@Override
		protected @Nullable Object[] getMethodArgumentValues(Message<?> message, Object... providedArgs) {
			try {
				@Nullable Object[] values = super.getMethodArgumentValues(message, providedArgs);
				if (this.validator != null) {
					this.validator.validate(getBean(), getMethod(), values);
				}
				return values;
			}
			catch (Exception ex) {
				boolean emptyBody = message instanceof RequestMessage request && request.getPayload().length == 0;
				throw BindingFailure.of(ex, emptyBody);
			}
		}

	}

}
