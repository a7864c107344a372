import { createApp } from 'vue'
import App from './App.vue'
import { router } from './router'
import { tellFailure } from './shared/notices'
import './styles/tokens.css'
import './styles/base.css'
import './styles/controls.css'

const page = createApp(App)
page.config.errorHandler = (thrown) => tellFailure(thrown)
window.addEventListener('unhandledrejection', (event) => tellFailure(event.reason))
page.use(router).mount('#app')
