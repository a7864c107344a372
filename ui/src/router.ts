import { createRouter, createWebHashHistory } from 'vue-router'
import TodayView from './views/TodayView.vue'

export const router = createRouter({
  history: createWebHashHistory(),
  routes: [
    { path: '/', redirect: '/today' },
    { path: '/today', name: 'today', component: TodayView },
    { path: '/demand', name: 'demand', component: () => import('./views/DemandView.vue') },
    { path: '/demand/gaps', name: 'demand-gaps', component: () => import('./views/GapsView.vue') },
    { path: '/demand/bulletins/:id?', name: 'demand-bulletins', component: () => import('./views/BulletinsView.vue') },
    { path: '/plan', name: 'plan', component: () => import('./views/PlanView.vue') },
    { path: '/people/duplicates', name: 'people-duplicates', component: () => import('./views/DuplicatesView.vue') },
    { path: '/people/access', name: 'people-access', component: () => import('./views/AccessLogView.vue') },
    { path: '/people/entry', name: 'people-entry', component: () => import('./views/EntryView.vue') },
    { path: '/people/:id?', name: 'people', component: () => import('./views/PeopleView.vue') },
    { path: '/classes/:id?', name: 'classes', component: () => import('./views/ClassesView.vue') },
    { path: '/projects', name: 'projects', component: () => import('./views/ProjectsView.vue') },
    { path: '/protection/:part?', name: 'protection', component: () => import('./views/ProtectionView.vue') },
    { path: '/forms', name: 'forms', component: () => import('./views/FormsView.vue') },
    { path: '/exchange', name: 'exchange', component: () => import('./views/ExchangeView.vue') },
    { path: '/settings/:part?', name: 'settings', component: () => import('./views/SettingsView.vue') },
    { path: '/:rest(.*)*', redirect: '/today' },
  ],
})
