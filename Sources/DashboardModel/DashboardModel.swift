// DashboardModel
